// What the door takes in durably over HTTP, one event a request from 64 connections and 100 a request
// from 32, beside bare synced appends of the same bytes by as many writers (embedded log), or a bare
// librdkafka loop that produces the same records with the same settings (Kafka); in turns. Every request
// must be answered 202 and be in the log. A broker gets faster over its first hundred thousand records,
// so both sides go once before the figures count, and then by quarters.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "deploy/muster/clocks.h"
#include "ingest/door.h"
#include "ingest/log/embedded_log.h"
#include "schemas/codec.h"
#include "schemas/topics.h"
#include "tests/bench/bare_append.h"
#include "tests/bench/bare_kafka.h"
#include "tests/bench/http_load.h"
#include "tests/bench/measure.h"
#include "tests/bench/served.h"
#include "tests/bench/traffic.h"

namespace muster::bench {
namespace {

constexpr std::size_t kBatch = 100;
constexpr log::Partition kPartitions = 4;  // of the broker's topics
constexpr std::size_t kSingleConnections = 64;
constexpr std::size_t kBatchConnections = 32;
constexpr std::size_t kTurns = 4;  // of the two sides on Kafka, in one repeat

struct Options {
  std::size_t singles = 20'000;
  std::size_t batches = 1'000;
  std::size_t appends = 500;
  int repeats = 5;
  std::string kafka;
  std::string folder;
  std::string out;
};

// As a client posts it: without what the door writes in.
std::string client_event(const Event& event) {
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"{}","type":"{}","subject":"{}","time":"{}","data":{}}})",
                     event.env.id.str(), event.env.source, type_of(event.data), event.env.subject.str(),
                     format_rfc3339(event.env.time), comparable_data(event.data));
}

// Distinct events, as clients and as the log has them. Visits need places that exist, so none begins.
struct Input {
  Input(std::size_t singles, std::size_t batches) {
    TrafficOptions options;
    options.start = deploy::SystemWallClock().now() - std::chrono::hours{1};
    Traffic traffic(options);
    for (std::size_t i = 0; i < singles; ++i) {
      single.push_back(post_request("/v1/events", "application/cloudevents+json", next(traffic, single_values)));
    }
    for (std::size_t i = 0; i < batches; ++i) {
      std::string body = "[";
      for (std::size_t k = 0; k < kBatch; ++k) body.append(k == 0 ? "" : ",").append(next(traffic, batch_values));
      batch.push_back(post_request("/v1/events", "application/cloudevents-batch+json", body + "]"));
    }
  }

  std::vector<std::string> single, batch;
  std::vector<std::string> single_values, batch_values;
  std::vector<log::Record> single_records, batch_records;

 private:
  std::string next(Traffic& traffic, std::vector<std::string>& values) {
    Event event = traffic.next_event();
    while (std::holds_alternative<CheckIn>(event.data) && std::get<CheckIn>(event.data).place) event = traffic.next_event();
    values.push_back(encode(event));
    auto& records = &values == &single_values ? single_records : batch_records;
    records.push_back(ingest::to_record(event, kPartitions));
    return client_event(event);
  }
};

class IngestBench {
 public:
  explicit IngestBench(const Options& options)
      : options_(options), report_(options.out), folder_(options.folder), input_(options.singles, options.batches) {}

  void run() {
    if (!options_.kafka.empty()) kafka(kWarmUp);
    for (int i = 0; i < options_.repeats; ++i) {
      options_.kafka.empty() ? embedded(i) : kafka(i);
    }
    const std::string form = options_.kafka.empty() ? "embedded" : "kafka";
    report_.add("append_single." + form + ".rate", "events/s", bare_single_);
    report_.add("ingest_single." + form + ".rate", "events/s", door_single_);
    report_.add("ingest_single." + form + ".ratio", "x", single_ratio_);
    report_.add("append_batch." + form + ".rate", "events/s", bare_batch_);
    report_.add("ingest_batch." + form + ".rate", "events/s", door_batch_);
    report_.add("ingest_batch." + form + ".ratio", "x", batch_ratio_);
    report_.add("ingest_single." + form + ".cpu", "us", single_cpu_);
    report_.add("ingest_batch." + form + ".cpu", "us", batch_cpu_);
    if (options_.kafka.empty()) report_.add("append_p99.embedded.ratio", "x", p99_ratio_);
  }

 private:
  static constexpr int kWarmUp = -1;

  double post(const ServedOptions& served, const std::vector<std::string>& requests, std::size_t connections, Repeats& cpu) {
    const Served server(served);
    HttpLoad load(server.port(), connections);
    const std::size_t events = &requests == &input_.single ? requests.size() : requests.size() * kBatch;
    const double cpu_before = cpu_seconds();
    const LoadResult result = load.run(requests, requests.size());
    cpu.add((cpu_seconds() - cpu_before) * 1e6 / static_cast<double>(events));  // the client's thread included
    if (result.failed > 0) throw std::runtime_error("not every request was answered 202: " + load.ask(requests.front()).body);
    if (server.records() != events) throw std::runtime_error("what was answered 202 is not in the log");
    return static_cast<double>(events) / result.seconds;
  }

  void note(double bare_single, double door_single, double bare_batch, double door_batch) {
    bare_single_.add(bare_single);
    door_single_.add(door_single);
    single_ratio_.add(door_single / bare_single);
    bare_batch_.add(bare_batch);
    door_batch_.add(door_batch);
    batch_ratio_.add(door_batch / bare_batch);
  }

  double bare(const std::string& name, const std::vector<std::string>& values, std::size_t writers, std::size_t batch) {
    return static_cast<double>(values.size()) / bare_append(folder_.path() / name, values, writers, batch);
  }

  void embedded(int turn) {
    const std::string t = std::to_string(turn);
    const auto served = [&](const char* name) {
      return ServedOptions{.data = folder_.path() / (name + t), .role = deploy::Role::door, .brokers = {}, .topic_prefix = {}, .wall = nullptr};
    };
    const double bare_single = bare("bare-single" + t, input_.single_values, kSingleConnections, 1);
    const double door_single = post(served("single"), input_.single, kSingleConnections, single_cpu_);
    const double bare_batch = bare("bare-batch" + t, input_.batch_values, kBatchConnections, kBatch);
    const double door_batch = post(served("batch"), input_.batch, kBatchConnections, batch_cpu_);
    note(bare_single, door_single, bare_batch, door_batch);
    p99_ratio_.add(append_p99(t) / fdatasync_p99(folder_.path() / ("sync" + t), options_.appends));
  }

  // One waiting append after the other, in the embedded log.
  double append_p99(const std::string& turn) {
    auto log = log::open_embedded_log({.folder = folder_.path() / ("append" + turn)});
    if (!log.ok()) throw std::runtime_error(log.error().hint);
    Traffic traffic({});
    std::vector<double> times;
    for (std::size_t i = 0; i < options_.appends; ++i) {
      std::vector<log::Record> one{traffic.next()};
      const double begin = seconds_now();
      if (!log::append_and_wait(**log, std::move(one)).front().ok()) throw std::runtime_error("not appended");
      times.push_back(seconds_now() - begin);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() * 99 / 100];
  }

  // Events a second through the door and by the bare loop, in turns.
  struct Side {
    std::size_t events = 0;
    double door = 0, bare = 0, cpu = 0;  // seconds
  };
  Side in_turns(const Served& server, BareProducer& bare, const std::vector<std::string>& requests,
                std::span<const log::Record> records, std::size_t connections, std::size_t in_flight) const {
    HttpLoad load(server.port(), connections);
    const std::size_t events = records.size() / kTurns, count = requests.size() / kTurns;
    Side side{events * kTurns};
    for (std::size_t turn = 0; turn < kTurns; ++turn) {
      const auto first = requests.begin() + static_cast<std::ptrdiff_t>(turn * count);
      const std::vector<std::string> part(first, first + static_cast<std::ptrdiff_t>(count));
      const double cpu_before = cpu_seconds();
      const LoadResult result = load.run(part, count);
      side.cpu += cpu_seconds() - cpu_before;  // the client's thread included
      if (result.failed > 0) throw std::runtime_error("not every request was answered 202: " + load.ask(part.front()).body);
      side.door += result.seconds;
      side.bare += bare.produce(records.subspan(turn * events, events), in_flight);
    }
    return side;
  }

  void kafka(int turn) {
    const std::string prefix = fmt::format("ingest{}-{}-", turn - kWarmUp, folder_.path().extension().string().substr(1));
    const Served server({.data = folder_.path() / prefix, .role = deploy::Role::door, .brokers = options_.kafka,
                         .topic_prefix = prefix, .wall = nullptr});
    BareProducer bare(options_.kafka, prefix);  // into the topics that the door has made and checked
    bare.produce(std::span(input_.single_records).first(kSingleConnections), 0);
    const Side single = in_turns(server, bare, input_.single, input_.single_records, kSingleConnections, kSingleConnections);
    const Side batch = in_turns(server, bare, input_.batch, input_.batch_records, kBatchConnections, 0);
    if (server.records() != kSingleConnections + 2 * (single.events + batch.events)) {
      throw std::runtime_error("what was answered 202 is not in the log");
    }
    if (turn == kWarmUp) return;
    const auto rate = [](const Side& side, double seconds) { return static_cast<double>(side.events) / seconds; };
    note(rate(single, single.bare), rate(single, single.door), rate(batch, batch.bare), rate(batch, batch.door));
    single_cpu_.add(single.cpu * 1e6 / static_cast<double>(single.events));
    batch_cpu_.add(batch.cpu * 1e6 / static_cast<double>(batch.events));
  }

  const Options options_;
  const Report report_;
  const ScratchFolder folder_;
  const Input input_;
  Repeats bare_single_, door_single_, single_ratio_, bare_batch_, door_batch_, batch_ratio_, single_cpu_, batch_cpu_, p99_ratio_;
};

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"Posts events through the door, beside bare appends"};
  app.add_option("--singles", options.singles, "requests of one event");
  app.add_option("--batches", options.batches, "requests of 100 events");
  app.add_option("--appends", options.appends, "for the percentile of one append");
  app.add_option("--repeats", options.repeats);
  app.add_option("--kafka", options.kafka, "host:port of a broker, instead of the embedded log");
  app.add_option("--folder", options.folder, "for scratch files");
  app.add_option("--out", options.out, "append figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    muster::bench::IngestBench(options).run();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_ingest: {}\n", failure.what());
    return 1;
  }
}
