// The directory in memory: bytes a subject, how fast records are taken in, and what look-ups cost.
#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <array>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include "processors/directory_nearby.h"
#include "processors/directory_search.h"
#include "schemas/codec.h"
#include "schemas/topics.h"
#include "tests/bench/measure.h"

namespace muster::bench {
namespace {

struct Options {
  std::uint64_t subjects = 100'000;
  std::uint64_t places = 1'000;
  std::size_t repeats = 5;
  std::string out;
  std::string folder;  // as all benchmarks take it; nothing is written
};

constexpr std::uint64_t kLookUps = 200'000;
constexpr std::array kFirst{"Anna", "Björn", "Chloé", "Dmitri", "Émile", "Fatima", "Grażyna", "Hans", "İpek", "Jürgen"};
constexpr std::array kLast{"Müller", "Nowak", "O'Brien", "Øster", "Ruiz", "Sørensen", "Smith", "Szabó"};
const Tenant kTenant{"default"};

std::string subject_record(std::uint64_t i) {
  const char* first = kFirst[i % kFirst.size()];
  const std::string last = fmt::format("{}{}", kLast[i / 10 % kLast.size()], i % 7919);
  return fmt::format(
      R"({{"department":"d{}/t{}","display_name":"{} {}","email":"p{}@example.org","first_name":"{}","last_name":"{}",)"
      R"("login":"p{}","phone":"+49301{:07}","role":"user","tz":"Europe/Berlin"}})",
      i % 20, i % 1000, first, last, i, first, last, i, i);
}

std::string place_record(std::uint64_t i) {
  return fmt::format(R"({{"address":"Street {}","lat":{},"lon":{},"name":"Site {}","radius_m":100}})", i,
                     47.0 + static_cast<double>(i * 7919 % 8000) / 1000, 6.0 + static_cast<double>(i * 104729 % 9000) / 1000, i);
}

class DirectoryBench {
 public:
  explicit DirectoryBench(Options options) : options_(std::move(options)), report_(options_.out) {}

  void run() {
    for (std::size_t i = 0; i < options_.repeats; ++i) fill();
    look_up();
    report_.add("directory.bytes", "bytes", bytes_);
    report_.add("directory.bytes_counted", "bytes", counted_);
    report_.add("directory.bytes_of_records", "bytes", texts_);
    report_.add("directory.memory_ratio", "x", ratio_);
    report_.add("directory.rate", "records/s", rate_);
    for (const auto& [name, times] : times_) report_.add("directory." + name, "us", times);
  }

 private:
  void put(DirectoryType type, std::uint64_t i) {
    event_.env.subject = SubjectId{fmt::format("{}-{}", type == DirectoryType::place ? "p" : "u", i)};
    event_.data = DirectoryChange{type, event_.env.subject.str(), type == DirectoryType::place ? place_record(i) : subject_record(i)};
    record_bytes_ += std::get<DirectoryChange>(event_.data).record.size();
    if (!directory_->apply(record_key(event_), encode(event_)).ok()) throw std::runtime_error("not taken");
  }

  void fill() {
    directory_.reset();
    reset_peak();
    event_.env = Envelope{EventId{"e"}, "/bench", kTenant, {}, from_ms(0), from_ms(0), {}, {}, false, {}};
    const std::uint64_t before = resident_bytes();
    directory_ = std::make_unique<processors::Directory>();
    record_bytes_ = 0;
    const double start = seconds_now();
    // Not in the order of ids, as partitions give them.
    for (std::uint64_t i = 0; i < options_.subjects; ++i) put(DirectoryType::subject, i * 7'368'787 % options_.subjects);
    rate_.add(static_cast<double>(options_.subjects) / (seconds_now() - start));
    const auto each = [&](std::uint64_t bytes) { return static_cast<double>(bytes) / static_cast<double>(options_.subjects); };
    bytes_.add(each(resident_bytes() - before));
    counted_.add(each(directory_->bytes()));
    texts_.add(each(record_bytes_));
    ratio_.add(bytes_.last() / texts_.last());
    for (std::uint64_t i = 0; i < options_.places; ++i) put(DirectoryType::place, i);
  }

  template <class Call>
  void time(const char* name, std::uint64_t times, Call call) {
    for (std::size_t repeat = 0; repeat < options_.repeats; ++repeat) {
      const double start = seconds_now();
      for (std::uint64_t i = 0; i < times; ++i) {
        if (!call()) throw std::runtime_error(std::string("nothing found: ") + name);
      }
      times_[name].add((seconds_now() - start) * 1e6 / static_cast<double>(times));
    }
  }

  void look_up() {
    const auto subject = [this] { return SubjectId{fmt::format("u-{}", random_() % options_.subjects)}; };
    time("standing_of", kLookUps, [&] { return directory_->standing_of(kTenant, subject()).has_value(); });
    time("zone_of", kLookUps, [&] { return directory_->zone_of(kTenant, subject()).has_value(); });
    time("place", kLookUps, [&] { return directory_->place(kTenant, fmt::format("p-{}", random_() % options_.places)).has_value(); });
    time("find", kLookUps, [&] { return directory_->find(kTenant, DirectoryType::subject, subject().view()).has_value(); });
    const auto found = [&](const char* q, const char* department) {
      processors::DirectoryQuery query{.tenant = kTenant, .q = q, .department = department};
      return !processors::search(*directory_, query, 100).entries.empty();
    };
    time("search_rare", 1'000, [&] { return found("p4711", ""); });
    time("search_frequent", 100, [&] { return found("mull", ""); });
    time("search_department", 100, [&] { return found("", "d7/t7"); });
    time("nearby", 1'000, [&] { return !processors::nearby(*directory_, kTenant, 50, 10, 20'000, 10).empty(); });
    time("page_of_100", 1'000, [&] { return !directory_->list(kTenant, DirectoryType::subject, subject().view(), 100).empty(); });
  }

  const Options options_;
  const Report report_;
  std::unique_ptr<processors::Directory> directory_;
  Event event_;
  std::uint64_t record_bytes_ = 0;
  std::mt19937_64 random_{1};
  Repeats bytes_, counted_, texts_, ratio_, rate_;
  std::map<std::string, Repeats> times_;
};

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"What the directory in memory takes and costs"};
  app.add_option("--subjects", options.subjects);
  app.add_option("--places", options.places);
  app.add_option("--repeats", options.repeats);
  app.add_option("--folder", options.folder, "nothing is written there");
  app.add_option("--out", options.out, "append figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    muster::bench::DirectoryBench(options).run();
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_directory: {}\n", failure.what());
    return 1;
  }
}
