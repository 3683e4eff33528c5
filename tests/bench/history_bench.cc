// What a long history of one subject costs: an event in order at a short and at a long one, in turns; a
// late one that changes nothing after it, with the subject in memory and read from the store; and how
// fast a log is drained of which a share of the lifecycle events comes late. A flush an event, but for
// the drain.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "ingest/door.h"
#include "ingest/log/embedded_log.h"
#include "processors/engine.h"
#include "tests/bench/drain.h"
#include "tests/bench/measure.h"
#include "tests/bench/opened.h"
#include "tests/bench/stays.h"

namespace muster::bench {
namespace {

constexpr std::uint64_t kShort = 1'000;  // events of the short history
constexpr std::uint64_t kBatch = 4096;   // of what is told before time is taken
constexpr std::uint64_t kSubjects = 64;  // of the drain
constexpr int kLate = 100;               // late events a turn
constexpr int kNeverClosed = 10;         // of those that are never closed
constexpr std::uint64_t kStaysATurn = 20;

struct Options {
  std::uint64_t pings = 50'000;
  std::uint64_t drained = 200'000;  // events of a drain
  int repeats = 5;
  std::string folder;
  std::string out;
};

// One subject's state, told event by event.
class History {
 public:
  History(const std::filesystem::path& folder, std::uint64_t events) : store_(open_store(folder, 1)) {
    open({});
    while (next_ < events) {
      const std::uint64_t end = std::min(events, next_ + kBatch);
      while (next_ < end) add(stays_.event(0, next_++));
      flush();
    }
  }

  void open(const processors::EngineLimits& limits) {
    engine_ = std::make_unique<processors::Engine>(*store_, 0, limits);
  }

  std::uint64_t stays() const { return next_ / Stays::kEvents; }
  std::uint64_t refolded() const { return engine_->figures().refolded; }

  // Microseconds of the check-ins and check-outs, and of the pings, of the next stay.
  void next_stay(std::vector<double>& lifecycle, std::vector<double>& pings) {
    for (std::uint64_t i = 0; i < Stays::kEvents; ++i, ++next_) {
      (stays_.is_lifecycle(next_) ? lifecycle : pings).push_back(timed(stays_.event(0, next_)));
    }
  }

  double late(std::uint64_t stay, bool check_in) { return timed(stays_.between(0, stay, check_in)); }
  double late_never_closed(std::uint64_t stay, bool silence) { return timed(stays_.never_closed(0, stay, silence)); }

 private:
  void add(const Event& event) {
    const Given given(event, offset_++);
    engine_->add(given.record, given.event);
    now_ = std::max(now_, event.env.time);
  }

  double timed(const Event& event) {
    const Given given(event, offset_++);
    now_ = std::max(now_, event.env.time);
    const double begin = seconds_now();
    engine_->add(given.record, given.event);
    flush();
    return (seconds_now() - begin) * 1e6;
  }

  void flush() {
    engine_->settle();
    auto batch = store_->batch();
    engine_->flush(*batch, now_, nullptr);
    const Status held = store_->commit(std::move(batch));
    engine_->committed(held.ok());
    if (!held.ok()) throw std::runtime_error("not committed: " + held.error().code);
  }

  const Stays stays_;
  std::unique_ptr<projections::RocksStore> store_;
  std::unique_ptr<processors::Engine> engine_;
  std::uint64_t next_ = 0;
  std::int64_t offset_ = 0;
  Timestamp now_{};
};

double middle(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

class HistoryBench {
 public:
  explicit HistoryBench(const Options& options) : options_(options), report_(options.out), folder_(options.folder) {}

  void run() {
    const std::uint64_t events = options_.pings / Stays::kPings * Stays::kEvents;
    History few(folder_.path() / "few", kShort / Stays::kEvents * Stays::kEvents);
    History many(folder_.path() / "many", events);
    in_order(few, many);
    many.open({});
    late(many, "history_late");
    many.open({.cached_bytes = 0});
    late(many, "history_late_cold");
    never_closed(many, true, "history_late_in_silence");
    never_closed(many, false, "history_late_endless");
    drains();
  }

 private:
  void in_order(History& few, History& many) {
    Repeats lifecycle, lifecycle_ratio, ping, ping_ratio;
    for (int turn = 0; turn < options_.repeats; ++turn) {
      std::vector<double> few_lifecycle, few_pings, many_lifecycle, many_pings;
      for (std::uint64_t i = 0; i < kStaysATurn; ++i) {
        few.next_stay(few_lifecycle, few_pings);
        many.next_stay(many_lifecycle, many_pings);
      }
      lifecycle.add(middle(many_lifecycle));
      lifecycle_ratio.add(middle(many_lifecycle) / middle(few_lifecycle));
      ping.add(middle(many_pings));
      ping_ratio.add(middle(many_pings) / middle(few_pings));
    }
    report_.add("history_in_order.time", "us", lifecycle);
    report_.add("history_in_order.ratio", "x", lifecycle_ratio);
    report_.add("history_in_order_ping.time", "us", ping);
    report_.add("history_in_order_ping.ratio", "x", ping_ratio);
  }

  // Late by anything up to the whole history; each stay is taken once.
  void late(History& history, const std::string& name) {
    Repeats median, worst, folded;
    for (int turn = 0; turn < options_.repeats; ++turn) {
      std::vector<double> times;
      std::uint64_t most = 0;
      for (int i = 0; i < kLate; ++i) {
        const std::uint64_t stay = untaken(history.stays() - 1);
        for (const bool check_in : {false, true}) {  // the other way round, the next stay would be this one's alias
          const std::uint64_t before = history.refolded();
          times.push_back(history.late(stay, check_in) / 1000);
          most = std::max(most, history.refolded() - before);
        }
      }
      median.add(middle(times));
      worst.add(*std::max_element(times.begin(), times.end()));
      folded.add(static_cast<double>(most));
    }
    report_.add(name + ".p50", "ms", median);
    report_.add(name + ".worst", "ms", worst);
    report_.add(name + ".refolded", "events", folded);
  }

  // Check-ins that stay as they are in all that follows; few, since each is one more.
  void never_closed(History& history, bool silence, const std::string& name) {
    Repeats median, worst, folded;
    for (int turn = 0; turn < options_.repeats; ++turn) {
      std::vector<double> times;
      std::uint64_t most = 0;
      for (int i = 0; i < kNeverClosed; ++i) {
        const std::uint64_t before = history.refolded();
        times.push_back(history.late_never_closed(untaken(history.stays() - 1), silence) / 1000);
        most = std::max(most, history.refolded() - before);
      }
      median.add(middle(times));
      worst.add(*std::max_element(times.begin(), times.end()));
      folded.add(static_cast<double>(most));
    }
    report_.add(name + ".p50", "ms", median);
    report_.add(name + ".worst", "ms", worst);
    report_.add(name + ".refolded", "events", folded);
  }

  std::uint64_t untaken(std::uint64_t stays) {
    if (taken_.empty()) taken_.resize(stays);
    if (std::count(taken_.begin(), taken_.end(), true) * 2 > static_cast<std::ptrdiff_t>(taken_.size())) {
      throw std::runtime_error("too short a history for so many late events");
    }
    std::uint64_t stay = random_() % taken_.size();
    while (taken_[stay]) stay = random_() % taken_.size();
    taken_[stay] = true;
    return stay;
  }

  void drains() {
    Repeats none, one, ten, one_ratio, ten_ratio;
    for (int turn = 0; turn < options_.repeats; ++turn) {
      none.add(drain_rate(turn, 0));
      one.add(drain_rate(turn, 1));
      ten.add(drain_rate(turn, 10));
      one_ratio.add(one.last() / none.last());
      ten_ratio.add(ten.last() / none.last());
    }
    report_.add("drain_late_none.rate", "events/s", none);
    report_.add("drain_late_1.rate", "events/s", one);
    report_.add("drain_late_1.ratio", "x", one_ratio);
    report_.add("drain_late_10.rate", "events/s", ten);
    report_.add("drain_late_10.ratio", "x", ten_ratio);
  }

  // Of kSubjects side by side. A late lifecycle event comes a thousand events of its subject after its turn.
  double drain_rate(int turn, unsigned percent) {
    const std::filesystem::path at = folder_.path() / fmt::format("drain-{}-{}", turn, percent);
    const auto log = need(log::open_embedded_log({.folder = at / "log"}));
    const Stays stays;
    std::mt19937_64 random(static_cast<std::uint64_t>(turn) + 1);
    constexpr std::uint64_t kBehind = 1'000;
    std::vector<std::vector<Event>> held(kBehind * kSubjects);  // by the round in which they come
    std::vector<log::Record> batch;
    const auto give = [&](const Event& event) { batch.push_back(ingest::to_record(event, log->partitions())); };
    Timestamp newest{};
    const std::uint64_t rounds = options_.drained / kSubjects;
    for (std::uint64_t n = 0; n < rounds; ++n) {
      for (std::uint64_t subject = 0; subject < kSubjects; ++subject) {
        auto& waiting = held[n % kBehind * kSubjects + subject];
        for (const Event& event : waiting) give(event);
        waiting.clear();
        const Event event = stays.event(subject, n);
        newest = std::max(newest, event.env.time);
        const bool late = stays.is_lifecycle(n) && random() % 100 < percent && n + kBehind < rounds;
        if (late) {
          waiting.push_back(event);
        } else {
          give(event);
        }
      }
      if (batch.size() > kBatch) append(*log, std::exchange(batch, {}));
    }
    append(*log, std::move(batch));
    const auto store = open_store(at / "state", log->partitions());
    const Drained drained = drain(*log, *store, newest);
    if (drained.records != rounds * kSubjects) throw std::runtime_error("not all of the log was read");
    if ((drained.engine.late > 0) != (percent > 0)) throw std::runtime_error("not as late as meant");
    return static_cast<double>(drained.records) / drained.seconds;
  }

  const Options options_;
  const Report report_;
  const ScratchFolder folder_;
  std::mt19937_64 random_{1};
  std::vector<bool> taken_;
};

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"What a long history of one subject costs"};
  app.add_option("--pings", options.pings, "of the long history; a tenth as many check-ins and check-outs");
  app.add_option("--drained", options.drained, "events of a drain");
  app.add_option("--repeats", options.repeats);
  app.add_option("--folder", options.folder, "for scratch files");
  app.add_option("--out", options.out, "append figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    muster::bench::HistoryBench(options).run();
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_history: {}\n", failure.what());
    return 1;
  }
}
