// How fast a preloaded log becomes committed projections, by one thread, beside a bare RocksDB scan
// (embedded log) or a bare librdkafka consume loop (Kafka) of the same records; in turns. First the
// gate: the state must equal a plain fold.
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "ingest/log/embedded_log.h"
#include "ingest/log/kafka_log.h"
#include "projections/memory_store.h"
#include "tests/bench/bare_kafka.h"
#include "tests/bench/bare_scan.h"
#include "tests/bench/drain.h"
#include "tests/bench/measure.h"
#include "tests/bench/opened.h"

namespace muster::bench {
namespace {

constexpr log::Partition kPartitions = 4;

struct Options {
  std::size_t events = 1'000'000;
  std::uint64_t seed = 1;
  std::int64_t step_us = TrafficOptions{}.step.count();
  int repeats = 5;
  std::size_t cache_mib = 64;
  std::string kafka;
  std::string folder;
  std::string out;
  std::string suffix;  // of the figures' names
  bool gate = true;
};

class DrainBench {
 public:
  explicit DrainBench(const Options& options) : options_(options), report_(options.out), folder_(options.folder) {
    limits_.cached_bytes = options_.cache_mib << 20;
    limits_.dirty_bytes = options_.cache_mib << 20;
  }

  int run() {
    prepare();
    if (options_.gate && !gate()) return 1;
    for (int i = 0; i < options_.repeats; ++i) once(i);
    tell();
    return 0;
  }

 private:
  TrafficOptions traffic_options() const {
    return {.seed = options_.seed, .step = std::chrono::microseconds{options_.step_us}};
  }
  bool on_kafka() const { return !options_.kafka.empty(); }
  std::filesystem::path log_folder() const { return folder_.path() / "log"; }
  std::string prefix() const { return "drain-" + folder_.path().extension().string().substr(1) + "-"; }

  std::unique_ptr<log::EventLog> open_log() const {
    if (!on_kafka()) return need(log::open_embedded_log({.folder = log_folder()}));
    log::KafkaLogOptions options;
    options.bootstrap = options_.kafka;
    options.topic_prefix = prefix();
    return need(log::open_kafka_log(options));
  }

  Scanned bare() const {
    return on_kafka() ? bare_consume(options_.kafka, prefix(), kPartitions) : bare_scan(log_folder());
  }

  // The opening is drained once, untimed: each turn goes on from a copy of that state.
  void prepare() {
    Traffic traffic(traffic_options());
    const auto log = open_log();
    fill_opening(*log, traffic);
    opened_ = drain(*log, *open_store(folder_.path() / "opened", log->partitions()), traffic.now()).records;
    fill(*log, traffic, options_.events);
    newest_ = traffic.now();
  }

  std::unique_ptr<projections::RocksStore> opened_store(const std::string& name, log::Partition partitions) const {
    std::filesystem::copy(folder_.path() / "opened", folder_.path() / name);
    return open_store(folder_.path() / name, partitions);
  }

  bool gate() {
    const auto log = open_log();
    projections::MemoryStore plain;
    fold_plainly(*log, plain, newest_);
    const auto store = opened_store("gate", log->partitions());
    drain(*log, *store, newest_, limits_);
    const StateHash drained = state_hash(*store);
    const auto differing = drained.differing(state_hash(plain));
    if (!differing.empty()) {
      fmt::print(stderr, "gate: the state is not that of a plain fold, in: {}\n", fmt::join(differing, ", "));
      return false;
    }
    fmt::print("gate: {} rows as a plain fold makes them, hash {}\n", drained.rows, drained.text());
    std::fflush(stdout);
    return drained.rows > 0;
  }

  void once(int turn) {
    const Scanned scanned = bare();
    const auto log = open_log();
    const auto store = opened_store(fmt::format("state-{}", turn), log->partitions());
    reset_peak();
    const Drained drained = drain(*log, *store, newest_, limits_);
    if (opened_ + drained.records != scanned.records) throw std::runtime_error("drain and scan saw other records");
    const auto n = static_cast<double>(drained.records);
    const auto all = static_cast<double>(scanned.records);
    scan_rate_.add(all / scanned.seconds);
    scan_cpu_.add(scanned.cpu_seconds * 1e6 / all);
    rate_.add(n / drained.seconds);
    cpu_.add(drained.cpu_seconds * 1e6 / n);
    ratio_.add((n / drained.seconds) / (all / scanned.seconds));
    peak_.add(static_cast<double>(peak_bytes()) / (1 << 20));
    live_.add(static_cast<double>(drained.live_bytes) / (1 << 20));
    last_ = drained;
  }

  void tell() const {
    const std::string form = on_kafka() ? "kafka" : "embedded";
    const std::string name = "drain_" + form + options_.suffix;
    const std::string bare_name = (on_kafka() ? "consume" : "scan") + options_.suffix;
    fmt::print("{} records, {} quarantined, {} late, {} refolded, {} repeated, {} commits\n", last_.records,
               last_.quarantined, last_.engine.late, last_.engine.refolded, last_.engine.repeated, last_.commits);
    report_.add(bare_name + ".rate", "records/s", scan_rate_);
    report_.add(bare_name + ".cpu", "us", scan_cpu_);
    report_.add(name + ".rate", "events/s", rate_);
    report_.add(name + ".cpu", "us", cpu_);
    report_.add(name + ".ratio", "x", ratio_);
    report_.add(name + ".peak", "MiB", peak_);
    report_.add(name + ".live", "MiB", live_);
  }

  const Options options_;
  const Report report_;
  const ScratchFolder folder_;
  processors::EngineLimits limits_;
  Timestamp newest_{};
  std::uint64_t opened_ = 0;  // records of the opening
  Drained last_;
  Repeats scan_rate_, scan_cpu_, rate_, cpu_, ratio_, peak_, live_;
};

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"Drains a log into projections, beside a bare reader of it"};
  app.add_option("--events", options.events);
  app.add_option("--seed", options.seed);
  app.add_option("--step-us", options.step_us, "between two events of the log");
  app.add_option("--repeats", options.repeats);
  app.add_option("--cache-mib", options.cache_mib, "of the engine, dirty and clean each");
  app.add_option("--kafka", options.kafka, "host:port of a broker, instead of the embedded log");
  app.add_option("--folder", options.folder, "for scratch files");
  app.add_option("--out", options.out, "append figures to this file");
  app.add_option("--suffix", options.suffix, "of the figures' names");
  app.add_flag("!--no-gate", options.gate);
  CLI11_PARSE(app, argc, argv);
  try {
    return muster::bench::DrainBench(options).run();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_drain: {}\n", failure.what());
    return 1;
  }
}
