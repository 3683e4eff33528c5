#include "tests/sim/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "schemas/ids.h"
#include "schemas/topics.h"

namespace muster::sim {
namespace {

using namespace std::chrono_literals;
using processors::CrashPoint;

constexpr int kSteps = 150;
constexpr int kQuietRounds = 3;      // in a row, far apart in time: nothing is waited out any more
constexpr int kMostRounds = 2'000;

struct Died {};  // what a crash point throws

log::Record record_of(const reference::Copy& copy) {
  const std::string key = record_key(copy.event);
  return {topic_of(copy.event.data), partition_of(key, kPartitions), key, copy.record, copy.event.env.ingesttime, {}};
}

Error store_fault(bool full) {
  return full ? Error{"disk_full", ErrorClass::retry, "memory", "make room"}
              : Error{"store_unavailable", ErrorClass::retry, "memory", "wait"};
}

}  // namespace

Process::Process(log::EventLog& log, projections::Store& store, const WallClock& wall,
                 const MonotonicClock& monotonic, const processors::TaskOptions& options) {
  std::vector<std::shared_ptr<processors::OutboxCursor>> cursors;
  for (log::Partition p = 0; p < kPartitions; ++p) {
    tasks.push_back(std::make_unique<processors::Task>(
        processors::TaskPorts{log, store, progress, wall, monotonic}, p, options));
    cursors.push_back(tasks.back()->outbox());
  }
  processors::EmitterOptions emitting;
  emitting.at = options.at;
  emitting.rows = 3;
  emitter = std::make_unique<processors::Emitter>(log, store, monotonic, std::move(cursors), emitting);
}

std::size_t Process::round() {
  std::size_t done = emitter->work();
  for (const auto& task : tasks) done += task->work();
  return done;
}

Simulation::Simulation(std::uint64_t seed) : random_(seed), sets_(generators::random_group(seed)) {
  Timestamp first = Timestamp::max();
  for (const auto& set : sets_) {
    end_ = std::max(end_, set.moments.back());
    for (const auto& copy : set.copies) first = std::min(first, copy.event.env.ingesttime);
  }
  wall_.time = std::min(first, end_);
  write_letters();
  start();
  // The first start of a new store: what is in it is durable before a client is served.
  process_->round();
}

void Simulation::write_letters() {
  for (const auto& set : sets_) {
    for (const auto& copy : generators::duplicated(set.copies, random_())) {
      letters_.push_back(std::make_shared<Letter>(Letter{record_of(copy)}));
    }
  }
  std::shuffle(letters_.begin(), letters_.end(), random_);
  if (below(2) == 0) return;
  std::stable_sort(letters_.begin(), letters_.end(), [](const auto& a, const auto& b) {
    return a->record.timestamp < b->record.timestamp;
  });
}

std::string Simulation::run() {
  for (int i = 0; i < kSteps; ++i) {
    try {
      step();
    } catch (const Died&) {
      crash(dies_by_power_cut_);
    }
  }
  return settle();
}

void Simulation::step() {
  const std::uint32_t choice = below(100);
  if (choice < 30) return send_some();
  if (choice < 75) return work(below(kPartitions + 1));
  if (choice < 85) return pass_time();
  if (choice < 97) return fault();
  crash(below(2) == 0);
}

// Clients send in any order, several at once, and again what they have no answer to.
void Simulation::send_some() {
  std::vector<log::Record> batch;
  std::vector<std::shared_ptr<Letter>> letters;
  const std::size_t most = 1 + below(4);
  for (const auto& letter : letters_) {
    if (letters.size() == most) break;
    if (letter->state != Letter::State::to_send || below(3) == 0) continue;
    letter->state = Letter::State::sent;
    letters.push_back(letter);
    batch.push_back(letter->record);
    wall_.time = std::max(wall_.time, letter->record.timestamp);  // the door has accepted it by now
  }
  if (batch.empty()) return;
  log_->append(std::move(batch), [letters](std::vector<Result<log::Position>> results) {
    for (std::size_t i = 0; i < results.size(); ++i) {
      letters[i]->state = results[i].ok() ? Letter::State::accepted : Letter::State::to_send;
    }
  });
}

void Simulation::work(std::size_t which) {
  if (which == kPartitions) {
    process_->emitter->work();
  } else {
    process_->tasks[which]->work();
  }
}

void Simulation::pass_time() {
  const std::chrono::milliseconds span{below(3) == 0 ? below(100'000) : below(200)};
  monotonic_.time += span;
  wall_.time = std::max(wall_.time, std::min(end_, wall_.time + span * (1 + below(1000))));
}

void Simulation::fault() {
  constexpr CrashPoint kPoints[] = {CrashPoint::mid_batch, CrashPoint::after_fold, CrashPoint::before_commit,
                                    CrashPoint::after_commit, CrashPoint::mid_outbox};
  switch (below(8)) {
    case 0: return log_->hold(below(kPartitions));
    case 1: log_->release(); return;
    case 2: return log_->duplicate(1 + below(4));
    case 3: return log_->lose_outcome(1 + below(3), below(2) == 0);
    case 4: return log_->set_available(false);
    case 5: return log_->set_available(true);
    case 6: return below(2) == 0 ? store_.fail_next_commit(store_fault(below(2) == 0)) : store_.heal();
    default:
      dies_at_ = name_of(kPoints[below(5)]);
      dies_by_power_cut_ = below(2) == 0;
  }
}

void Simulation::start() {
  processors::TaskOptions options;
  options.poll_records = 1 + below(7);
  options.at = [this](std::string_view point) {
    if (point == dies_at_) throw Died{};
  };
  process_ = std::make_unique<Process>(*log_, store_, wall_, monotonic_, options);
}

void Simulation::crash(bool power_cut) {
  ++crashes_;
  dies_at_.clear();
  process_.reset();
  if (power_cut) store_.drop_unsynced();
  start();
}

void Simulation::heal() {
  dies_at_.clear();
  log_->set_available(true);
  log_->lose_outcome(0, false);
  log_->duplicate(0);
  log_->release();
  store_.heal();
}

bool Simulation::at_rest() const {
  const bool accepted = std::all_of(letters_.begin(), letters_.end(), [](const auto& letter) {
    return letter->state == Letter::State::accepted;
  });
  return accepted && std::all_of(process_->tasks.begin(), process_->tasks.end(), [](const auto& task) {
           return task->report().state == processors::TaskState::running;
         });
}

std::string Simulation::settle() {
  heal();
  wall_.time = end_ = std::max(end_, wall_.time);
  int quiet = 0;
  for (int round = 0; round < kMostRounds && quiet <= kQuietRounds; ++round) {
    send_some();
    store_.heal();  // a fault that was ordered may still come
    const bool idle = process_->round() == 0;
    if (idle) monotonic_.time += 30s;
    quiet = idle && at_rest() ? quiet + 1 : 0;
  }
  return quiet > kQuietRounds ? "" : "it does not come to rest: " + state_text();
}

std::string Simulation::state_text() const {
  std::string text;
  for (const auto& task : process_->tasks) {
    const auto report = task->report();
    text += fmt::format("{} {}, {} read, {} announced, {} timers; ", name_of(report.state),
                        report.error ? report.error->code : "", report.figures.read, report.figures.announced,
                        report.figures.timers);
  }
  return text;
}

void clean_pass(const std::vector<generators::EventSet>& sets, Timestamp end, projections::MemoryStore& store) {
  const auto log = log::make_memory_log({.partitions = kPartitions});
  processors::HandWall wall;
  processors::HandMonotonic monotonic;
  wall.time = end;
  for (const auto& set : sets) {
    for (const auto& copy : set.copies) {
      log::append_and_wait(*log, {record_of(copy)});
    }
  }
  Process process(*log, store, wall, monotonic, {});
  for (int quiet = 0; quiet <= kQuietRounds; ++quiet) {
    while (process.round() > 0) {
    }
    monotonic.time += 30s;
  }
}

}  // namespace muster::sim
