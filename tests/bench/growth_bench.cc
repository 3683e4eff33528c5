// What a long past costs those who come after it: the same traffic, drained onto copies of a state with
// few ended sessions and of one with many, in turns. No subject of the traffic is new to either.
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "ingest/door.h"
#include "ingest/log/embedded_log.h"
#include "tests/bench/drain.h"
#include "tests/bench/measure.h"
#include "tests/bench/opened.h"
#include "tests/bench/traffic.h"

namespace muster::bench {
namespace {

constexpr std::size_t kBatch = 4096;
constexpr std::chrono::minutes kStay{20};

struct Options {
  std::size_t few = 10'000;
  std::size_t many = 1'000'000;
  std::size_t events = 250'000;
  int repeats = 5;
  std::string folder;
  std::string out;
};

// Its log, and its state before the traffic.
class Past {
 public:
  Past(const std::filesystem::path& folder, std::size_t sessions, std::size_t events) : folder_(folder) {
    const auto log = open_log();
    Traffic traffic(kTraffic);
    fill_sessions(*log, sessions);
    fill_opening(*log, traffic);
    drain(*log, *open_store(folder_ / "state", log->partitions()), traffic.now());
    fill(*log, traffic, events);
    now_ = traffic.now();
  }

  double rate(std::size_t events) const {
    const std::filesystem::path copy = folder_ / "copy";
    std::filesystem::copy(folder_ / "state", copy);
    Drained drained;
    {
      const auto log = open_log();
      const auto store = open_store(copy, log->partitions());
      drained = drain(*log, *store, now_);
    }
    std::filesystem::remove_all(copy);
    if (drained.records != events) throw std::runtime_error("drained other records than the traffic");
    return static_cast<double>(drained.records) / drained.seconds;
  }

 private:
  static constexpr TrafficOptions kTraffic{};

  std::unique_ptr<log::EventLog> open_log() const { return need(log::open_embedded_log({.folder = folder_ / "log"})); }

  // Of all subjects of the traffic in turns, each session over before the next begins and all before it.
  void fill_sessions(log::EventLog& log, std::size_t sessions) const {
    const auto rounds = static_cast<std::int64_t>(sessions / kTraffic.subjects + 1);
    std::vector<log::Record> batch;
    const ingest::Policies policies = ingest::Policies::built_in();
    for (std::size_t i = 0; i < sessions; ++i) {
      const auto round = static_cast<std::int64_t>(i / kTraffic.subjects);
      const SubjectId subject{fmt::format("u-{}", 100'000 + i % kTraffic.subjects)};
      const SessionId session{fmt::format("past-{:010}", i)};
      const Timestamp at = kTraffic.start - std::chrono::hours{24} - (rounds - round) * 2 * kStay;
      CheckIn in;
      in.session_id = session;
      in.kind = Kind{"worklog"};
      in.policy = *policies.find("worklog");
      batch.push_back(ingest::to_record(event_of(subject, fmt::format("in-{:010}", i), at, in), log.partitions()));
      batch.push_back(ingest::to_record(
          event_of(subject, fmt::format("out-{:010}", i), at + kStay, CheckOut{session, CheckOutReason::checkout, {}, {}}), log.partitions()));
      if (batch.size() >= kBatch || i + 1 == sessions) append(log, std::exchange(batch, {}));
    }
  }

  static Event event_of(const SubjectId& subject, const std::string& id, Timestamp at, EventData data) {
    Event event;
    event.env.id = EventId{id};
    event.env.source = "/clients/bench";
    event.env.tenant = Tenant{"default"};
    event.env.subject = subject;
    event.env.time = at;
    event.env.ingesttime = at;
    event.data = std::move(data);
    return event;
  }

  const std::filesystem::path folder_;
  Timestamp now_{};
};

void run(const Options& options) {
  const ScratchFolder folder(options.folder);
  const Past few(folder.path() / "few", options.few, options.events);
  const Past many(folder.path() / "many", options.many, options.events);
  Repeats few_rate, many_rate, ratio;
  for (int turn = 0; turn < options.repeats; ++turn) {
    few_rate.add(few.rate(options.events));
    many_rate.add(many.rate(options.events));
    ratio.add(many_rate.last() / few_rate.last());
  }
  const Report report(options.out);
  report.add("drain_growth.few_rate", "events/s", few_rate);
  report.add("drain_growth.many_rate", "events/s", many_rate);
  report.add("drain_growth.ratio", "x", ratio);
}

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"How fast a log is drained after few sessions and after many"};
  app.add_option("--few", options.few, "ended sessions of the small state");
  app.add_option("--many", options.many, "ended sessions of the large state");
  app.add_option("--events", options.events, "of a drain");
  app.add_option("--repeats", options.repeats);
  app.add_option("--folder", options.folder, "for scratch files");
  app.add_option("--out", options.out, "append figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    muster::bench::run(options);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_growth: {}\n", failure.what());
    return 1;
  }
}
