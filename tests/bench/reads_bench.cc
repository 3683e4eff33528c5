// Reads through the whole server: a session by id beside the seam's empty handler with a body of the
// same size, the first page of the active at two sizes of the state, a month of hours beside a day,
// memory and disk beside the bytes of the rows, and a restart after an end without warning beside a bare
// open of the same state.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "api/http/server.h"
#include "ingest/door.h"
#include "ingest/log/embedded_log.h"
#include "projections/family.h"
#include "projections/rocks_store.h"
#include "tests/bench/drain.h"
#include "tests/bench/http_load.h"
#include "tests/bench/measure.h"
#include "tests/bench/served.h"

namespace muster::bench {
namespace {

constexpr Timestamp kStart = from_ms(1'790'035'200'000);  // a midnight
constexpr int kDays = 31;
constexpr std::size_t kConnections = 64;
constexpr std::size_t kTurns = 20;     // of the two sides of a ratio, in one repeat

struct Options {
  std::size_t few = 1'000;
  std::size_t many = 100'000;
  std::size_t points = 40'000;
  std::size_t pages = 400;
  int repeats = 5;
  std::string folder;
  std::string out;
};

std::string session_id(std::size_t i) { return fmt::format("0198c0de-7a11-7e57-a11e-{:012}", i); }

Event event_of(const std::string& subject, const std::string& id, Timestamp at, EventData data) {
  Event event;
  event.env.id = EventId{id};
  event.env.source = "/clients/bench";
  event.env.tenant = Tenant{"default"};
  event.env.subject = SubjectId{subject};
  event.env.time = at;
  event.env.ingesttime = at;
  event.data = std::move(data);
  return event;
}

EventData check_in(const std::string& session) {
  CheckIn c;
  c.session_id = SessionId{session};
  c.kind = Kind{"worklog"};
  c.policy = *ingest::Policies::built_in().find("worklog");
  return c;
}

// `active` sessions under way, and a month of working days of one more subject; its state beside it.
class Made {
 public:
  Made(const std::filesystem::path& folder, std::size_t active) : folder_(folder), wall_(kStart + std::chrono::hours{24 * kDays}) {
    std::vector<log::Record> records;
    for (int day = 0; day < kDays; ++day) {
      const Timestamp morning = kStart + std::chrono::hours{24 * day};
      const std::string id = fmt::format("day-{}", day);
      records.push_back(ingest::to_record(event_of("monthly", id, morning, check_in(id)), 4));
      records.push_back(ingest::to_record(
          event_of("monthly", id + "-out", morning + std::chrono::hours{8}, CheckOut{SessionId{id}, CheckOutReason::checkout, {}, {}}), 4));
    }
    for (std::size_t i = 0; i < active; ++i) {
      const Timestamp at = wall_.now() - std::chrono::hours{1} + Duration{static_cast<std::int64_t>(i % 3'000'000)};
      records.push_back(ingest::to_record(event_of(fmt::format("u-{}", i), "in-" + session_id(i), at, check_in(session_id(i))), 4));
    }
    make(std::move(records));
  }

  ServedOptions served() const {
    return {.data = folder_, .role = deploy::Role::full, .brokers = {}, .topic_prefix = {}, .wall = &wall_};
  }
  std::uint64_t row_bytes() const { return row_bytes_; }  // of sessions
  std::uint64_t all_bytes() const { return all_bytes_; }  // keys and values of every family

 private:
  void make(std::vector<log::Record> records) {
    std::filesystem::create_directories(folder_);
    auto log = log::open_embedded_log({.folder = folder_ / "log"});
    if (!log.ok()) throw std::runtime_error(log.error().hint);
    append(**log, std::move(records));
    projections::RocksOptions options;
    options.folder = (folder_ / "state").string();
    options.partitions = (*log)->partitions();
    auto store = projections::RocksStore::open(options);
    if (!store.ok()) throw std::runtime_error(store.error().hint);
    drain(**log, **store, wall_.now());
    const auto rows = (*store)->snapshot();
    for (std::size_t f = 0; f < projections::kFamilyCount; ++f) {
      rows->scan(static_cast<projections::Family>(f), "", "", [&](std::string_view key, std::string_view value) {
        if (static_cast<projections::Family>(f) == projections::Family::sessions) row_bytes_ += key.size() + value.size();
        all_bytes_ += key.size() + value.size();
        return true;
      });
    }
  }

  const std::filesystem::path folder_;
  const StillWallClock wall_;
  std::uint64_t row_bytes_ = 0;
  std::uint64_t all_bytes_ = 0;
};

LoadResult all_good(HttpLoad& load, const std::vector<std::string>& requests, std::size_t count) {
  const LoadResult result = load.run(requests, count);
  if (result.failed > 0) throw std::runtime_error("a read failed: " + load.ask(requests.front()).body);
  return result;
}

class ReadsBench {
 public:
  explicit ReadsBench(const Options& options) : options_(options), report_(options.out), folder_(options.folder) {}

  void run() {
    const Made few(folder_.path() / "few", options_.few);
    const Made many(folder_.path() / "many", options_.many);
    for (int i = 0; i < options_.repeats; ++i) restart(many);
    const Served small(few.served());
    reset_peak();
    const std::uint64_t before = resident_bytes();
    const Served large(many.served());
    for (int i = 0; i < options_.repeats; ++i) {
      points(large);
      pages(small, large);
      hours(large);
    }
    reset_peak();
    const double memory = static_cast<double>(std::max(resident_bytes(), before) - before);
    // Its write-ahead log was replayed and flushed when it opened.
    const auto disk = static_cast<double>(bytes_on_disk(many.served().data / "state"));
    report_.add("disk.ratio", "x", disk / static_cast<double>(many.all_bytes()));
    tell(memory / static_cast<double>(many.row_bytes()), memory);
  }

 private:
  // Copies of a state whose memtables were never flushed, as a process under SIGKILL leaves it.
  void restart(const Made& many) {
    const std::filesystem::path bare = folder_.path() / "bare", copy = folder_.path() / "copy";
    std::filesystem::copy(many.served().data / "state", bare, std::filesystem::copy_options::recursive);
    std::filesystem::copy(many.served().data, copy, std::filesystem::copy_options::recursive);
    projections::RocksOptions options;
    options.folder = bare.string();
    options.partitions = 4;
    const double begin = seconds_now();
    if (!projections::RocksStore::open(options).ok()) throw std::runtime_error("the copy does not open");
    const double opened = seconds_now() - begin;
    ServedOptions served = many.served();
    served.data = copy;
    const double start = seconds_now();
    {
      const Served server(served);
      HttpLoad load(server.port(), 1);
      const Answer answer = load.ask(get_request("/v1/sessions/" + session_id(options_.many - 1)));
      restart_.add((seconds_now() - start) * 1e3);
      if (answer.status != 200) throw std::runtime_error("not the first right answer: " + answer.body);
    }
    restart_ratio_.add(restart_.last() / 1e3 / opened);
    std::filesystem::remove_all(bare);
    std::filesystem::remove_all(copy);
  }

  // Sessions all over the state, and as many answers of nothing.
  void points(const Served& server) {
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < 1000; ++i) {
      requests.push_back(get_request("/v1/sessions/" + session_id(i * 7919 % options_.many)));
    }
    HttpLoad load(server.port(), kConnections);
    const LoadResult warm = all_good(load, requests, requests.size());
    http::Server seam;
    const std::string body(warm.body_bytes, 'x');
    const auto empty = [&body](http::Request, http::Reply reply) { reply({200, "application/json", body, {}}); };
    if (!seam.start({}, empty).ok()) throw std::runtime_error("the seam does not start");
    HttpLoad bare(seam.port(), kConnections);
    LoadResult read, nothing;
    for (std::size_t i = 0; i < kTurns; ++i) {
      read += all_good(load, requests, options_.points / kTurns);
      nothing += all_good(bare, {get_request("/")}, options_.points / kTurns);
    }
    point_.add(read.rate());
    seam_.add(nothing.rate());
    point_ratio_.add(read.rate() / nothing.rate());
    point_cpu_.add(read.server_us());
    seam_cpu_.add(nothing.server_us());
  }

  // Seconds an answer of each, asked in turns.
  std::pair<double, double> times_of(const Served& a, const std::string& of_a, const Served& b, const std::string& of_b) const {
    HttpLoad load_a(a.port(), 1), load_b(b.port(), 1);
    LoadResult sum_a, sum_b;
    for (std::size_t i = 0; i < kTurns; ++i) {
      sum_a += all_good(load_a, {get_request(of_a)}, options_.pages / kTurns);
      sum_b += all_good(load_b, {get_request(of_b)}, options_.pages / kTurns);
    }
    return {1 / sum_a.rate(), 1 / sum_b.rate()};
  }

  void pages(const Served& small, const Served& large) {
    const std::string target = "/v1/sessions?status=active&limit=100";
    const auto [of_few, of_many] = times_of(small, target, large, target);
    page_.add(of_many * 1e6);
    page_ratio_.add(of_many / of_few);
  }

  void hours(const Served& server) {
    const auto target = [](int days) {
      return fmt::format("/v1/subjects/monthly/hours?from={}&to={}&group_by=total", format_rfc3339(kStart),
                         format_rfc3339(kStart + std::chrono::hours{24 * days}));
    };
    const auto [month, day] = times_of(server, target(kDays - 1), server, target(1));
    hours_ratio_.add(month / day);
  }

  void tell(double memory_ratio, double memory) const {
    report_.add("point_read.rate", "requests/s", point_);
    report_.add("point_read.seam_rate", "requests/s", seam_);
    report_.add("point_read.ratio", "x", point_ratio_);
    report_.add("point_read.cpu", "us", point_cpu_);
    report_.add("point_read.seam_cpu", "us", seam_cpu_);
    report_.add("first_page.time", "us", page_);
    report_.add("first_page.ratio", "x", page_ratio_);
    report_.add("hours_month.ratio", "x", hours_ratio_);
    report_.add("memory_active", "MiB", memory / (1 << 20));
    report_.add("memory_active.ratio", "x", memory_ratio);
    report_.add("restart.time", "ms", restart_);
    report_.add("restart.ratio", "x", restart_ratio_);
  }

  const Options options_;
  const Report report_;
  const ScratchFolder folder_;
  Repeats point_, seam_, point_ratio_, point_cpu_, seam_cpu_, page_, page_ratio_, hours_ratio_, restart_, restart_ratio_;
};

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"Reads through the whole server, beside the seam's empty handler"};
  app.add_option("--few", options.few, "active sessions of the small state");
  app.add_option("--many", options.many, "active sessions of the large state");
  app.add_option("--points", options.points, "requests of a turn");
  app.add_option("--pages", options.pages, "requests of a turn");
  app.add_option("--repeats", options.repeats);
  app.add_option("--folder", options.folder, "for scratch files");
  app.add_option("--out", options.out, "append figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    muster::bench::ReadsBench(options).run();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_reads: {}\n", failure.what());
    return 1;
  }
}
