#include "tests/bench/drain.h"

#define XXH_STATIC_LINKING_ONLY  // a state on the stack
#include <xxhash.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "deploy/muster/clocks.h"
#include "processors/admission.h"
#include "processors/progress.h"
#include "processors/task.h"
#include "projections/family.h"
#include "tests/bench/measure.h"

namespace muster::bench {
namespace {

constexpr std::size_t kAppended = 4096;  // records of one batch
constexpr std::size_t kTimers = 1000;
constexpr std::chrono::microseconds kFetched{200};  // until a broker may have sent more

class Hasher {
 public:
  Hasher() { XXH3_128bits_reset(&state_); }
  void add(std::string_view bytes) { XXH3_128bits_update(&state_, bytes.data(), bytes.size()); }
  std::string text() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  XXH3_state_t state_{};
};

// Offsets and announcements tell of the way; where checkpoints lie and which timers are stale depends
// on the batches.
bool is_lawful(projections::Family family) {
  using projections::Family;
  return family != Family::meta && family != Family::outbox && family != Family::checkpoints && family != Family::timers;
}

void check(const processors::Task& task) {
  const auto report = task.report();
  if (report.state == processors::TaskState::stopped || report.error) {
    throw std::runtime_error("a task stopped: " + (report.error ? report.error->code + " " + report.error->hint : ""));
  }
}

using Tasks = std::vector<std::unique_ptr<processors::Task>>;

enum class Round { worked, waits, at_end };

Round work(const Tasks& tasks) {
  bool worked = false;
  bool running = true;
  for (const auto& task : tasks) {
    worked |= task->work() > 0;
    check(*task);
    running &= task->report().state == processors::TaskState::running;
  }
  if (worked) return Round::worked;
  return running ? Round::at_end : Round::waits;
}

void fold_topic(log::EventLog& log, Topic topic, log::Partition partition, processors::Engine& engine) {
  auto reader = log.read(topic, partition, 0);
  const log::Offset end = log.end_offset(topic, partition).value();
  processors::Admission admission(partition, log.partitions(), {});
  Event event;
  while (reader.value()->position() < end) {
    const auto polled = reader.value()->poll(kAppended, [&](const log::RecordView& record) {
      if (admission.admit(record, event).ok()) engine.add(record, event);
    });
    if (!polled.ok()) throw std::runtime_error("not read: " + polled.error().code);
  }
}

void flush(processors::Engine& engine, projections::Store& store, Timestamp now) {
  auto batch = store.batch();
  engine.flush(*batch, now, nullptr);
  const Status held = store.commit(std::move(batch));
  engine.committed(held.ok());
  if (!held.ok()) throw std::runtime_error("not committed: " + held.error().code);
}

}  // namespace

void append(log::EventLog& log, std::vector<log::Record> batch) {
  for (const auto& result : log::append_and_wait(log, std::move(batch))) {
    if (!result.ok()) throw std::runtime_error("not appended: " + result.error().code);
  }
}

void fill(log::EventLog& log, Traffic& traffic, std::size_t events) {
  std::vector<log::Record> batch;
  for (std::size_t i = 0; i < events; ++i) {
    batch.push_back(traffic.next());
    if (batch.size() == kAppended) append(log, std::exchange(batch, {}));
  }
  append(log, std::move(batch));
}

void fill_opening(log::EventLog& log, Traffic& traffic) {
  std::vector<log::Record> batch;
  for (log::Record& record : traffic.opening()) {
    batch.push_back(std::move(record));
    if (batch.size() == kAppended) append(log, std::exchange(batch, {}));
  }
  append(log, std::move(batch));
}

Drained drain(log::EventLog& log, projections::Store& store, Timestamp now, processors::EngineLimits limits) {
  const StillWallClock wall(now);
  const deploy::SystemMonotonicClock monotonic;
  processors::Progress progress(log.partitions());
  const processors::TaskPorts ports{log, store, progress, wall, monotonic};
  Drained drained;
  const std::uint64_t allocated = allocated_bytes();
  const double cpu = cpu_seconds();
  const double begin = seconds_now();
  Tasks tasks;
  for (log::Partition p = 0; p < log.partitions(); ++p) {
    tasks.push_back(std::make_unique<processors::Task>(ports, p, processors::TaskOptions{.announce = false, .engine = limits}));
  }
  for (Round round = work(tasks); round != Round::at_end; round = work(tasks)) {
    if (round == Round::waits) std::this_thread::yield();
  }
  for (const auto& task : tasks) task->finish();
  drained.seconds = seconds_now() - begin;
  drained.cpu_seconds = cpu_seconds() - cpu;
  drained.live_bytes = std::max(allocated_bytes(), allocated) - allocated;
  processors::TaskFigures total;
  for (const auto& task : tasks) total.add(task->report().figures);
  drained.records = total.read;
  for (const auto& [code, count] : total.quarantined) drained.quarantined += count;
  drained.commits = total.batch_records.count;
  drained.engine = total.engine;
  return drained;
}

void fold_plainly(log::EventLog& log, projections::Store& store, Timestamp now) {
  constexpr std::size_t kAll = SIZE_MAX / 2;
  for (log::Partition p = 0; p < log.partitions(); ++p) {
    processors::Engine engine(store, p, {.dirty_bytes = kAll, .cached_bytes = kAll});
    for (const Topic topic : kFoldedTopics) fold_topic(log, topic, p, engine);
    engine.settle();
    flush(engine, store, now);
    while (engine.fire_timers(now, kTimers) > 0) flush(engine, store, now);
  }
}

StateHash state_hash(const projections::Store& store) {
  StateHash hash;
  const auto reads = store.snapshot();
  for (std::size_t i = 0; i < projections::kFamilyCount; ++i) {
    const auto family = static_cast<projections::Family>(i);
    if (!is_lawful(family)) continue;
    Hasher hasher;
    reads->scan(family, "", "", [&](std::string_view key, std::string_view value) {
      hasher.add(fmt::format("{} {}\n", key.size(), value.size()));
      hasher.add(key);
      hasher.add(value);
      return ++hash.rows > 0;
    });
    hash.by_family.emplace(projections::name_of(family), hasher.text());
  }
  return hash;
}

std::string StateHash::text() const {
  Hasher hasher;
  for (const auto& [family, hash] : by_family) hasher.add(hash);
  return hasher.text();
}

std::vector<std::string> StateHash::differing(const StateHash& other) const {
  std::vector<std::string> families;
  for (const auto& [family, hash] : by_family) {
    if (other.by_family.at(family) != hash) families.push_back(family);
  }
  return families;
}

}  // namespace muster::bench
