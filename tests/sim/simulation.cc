#include "tests/sim/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "schemas/codec.h"
#include "schemas/ids.h"
#include "schemas/topics.h"

namespace muster::sim {
namespace {

using namespace std::chrono_literals;
using processors::CrashPoint;

constexpr int kSteps = 150;
constexpr int kQuietRounds = 3;      // in a row, far apart in time: nothing is waited out any more
constexpr int kMostRounds = 2'000;

const std::set<std::string, std::less<>> kOfTheClock{"future_event", "too_old", "ends_after_amendment"};

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

Simulation::Simulation(std::uint64_t seed) : random_(seed) {
  const auto sets = generators::random_group(seed);
  Timestamp first = Timestamp::max();
  for (const auto& set : sets) {
    end_ = std::max(end_, set.moments.back());
    for (const auto& copy : set.copies) first = std::min(first, copy.event.env.ingesttime);
  }
  wall_.time = std::min(first, end_);
  write_letters(sets);
  start();
  // The first start of a new store: what is in it is durable before a client is served.
  process_->round();
}

void Simulation::write_letters(const std::vector<generators::EventSet>& sets) {
  for (Letter& place : places(wall_.time)) letters_.push_back(std::make_shared<Letter>(std::move(place)));
  for (const auto& set : sets) {
    for (const auto& copy : generators::duplicated(set.copies, random_())) {
      auto plain = below(3) == 0 ? as_a_client(copy) : std::nullopt;
      letters_.push_back(std::make_shared<Letter>(plain ? std::move(*plain) : as_it_stands(copy)));
    }
  }
  std::shuffle(letters_.begin(), letters_.end(), random_);
  if (below(2) == 0) return;
  std::stable_sort(letters_.begin(), letters_.end(), [](const auto& a, const auto& b) {
    return a->not_before < b->not_before;
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
  if (choice < 75) return work(below(kPartitions + 2));
  if (choice < 85) return pass_time();
  if (choice < 93) return fault();
  if (choice < 97) return operate();
  crash(below(2) == 0);
}

bool Simulation::may_go(const Letter& letter) const {
  return letter.state == Letter::State::to_send && (!letter.place || process_->knows(*letter.place));
}

// Clients send in any order, several at once, and again what they have no answer to.
void Simulation::send_some() {
  if (!process_->open()) return;
  Letters letters;
  const std::size_t most = 1 + below(4);
  for (const auto& letter : letters_) {
    if (letters.size() == most) break;
    if (!may_go(*letter) || (!letters.empty() && letters.front()->call != letter->call) || below(3) == 0) continue;
    letter->state = Letter::State::sent;
    letters.push_back(letter);
    wall_.time = std::max(wall_.time, letter->not_before);
  }
  if (letters.empty()) return;
  const bool hears = below(12) != 0;  // else the client is gone before its answer comes
  process_->post(letters, [this, letters, hears](const ingest::WriteAnswer& answer) {
    if (hears) return answered(letters, answer);
    for (const auto& letter : letters) letter->state = Letter::State::to_send;
  });
}

void Simulation::answered(const Letters& letters, const ingest::WriteAnswer& answer) {
  if (answer.items.size() != letters.size()) wrong_ = answer.problem ? answer.problem->code : "answers are missing";
  for (std::size_t i = 0; i < answer.items.size() && wrong_.empty(); ++i) {
    const auto& [problem, event] = std::tie(answer.items[i].problem, answer.items[i].event_id);
    if (!problem) {
      letters[i]->state = Letter::State::accepted;
      acknowledged_.insert(event);
    } else if (problem->cls == ErrorClass::retry || problem->cls == ErrorClass::unknown_outcome) {
      letters[i]->state = Letter::State::to_send;
    } else {
      letters[i]->state = Letter::State::refused;
      if (!kOfTheClock.contains(problem->code)) wrong_ = problem->code + " " + problem->hint + ": " + letters[i]->text;
    }
  }
}

void Simulation::work(std::size_t which) {
  if (which == kPartitions) {
    process_->emitter->work();
  } else if (which > kPartitions) {
    process_->follow();
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
    case 6: return below(2) == 0 ? store_->fail_next_commit(store_fault(below(2) == 0)) : store_->heal();
    default:
      dies_at_ = name_of(kPoints[below(5)]);
      dies_by_power_cut_ = below(2) == 0;
  }
}

processors::TaskOptions Simulation::options() {
  processors::TaskOptions options;
  options.poll_records = 1 + below(7);
  options.at = [this](std::string_view point) {
    if (point == dies_at_) throw Died{};
  };
  return options;
}

void Simulation::start() {
  process_ = std::make_unique<Process>(*log_, *store_, wall_, monotonic_, options());
  if (beside_.there()) beside_.begin(options(), ++stores_);
}

void Simulation::crash(bool power_cut) {
  ++crashes_;
  dies_at_.clear();
  process_.reset();
  beside_.die(power_cut);
  for (const auto& letter : letters_) {  // no answer comes from the dead
    if (letter->state == Letter::State::sent) letter->state = Letter::State::to_send;
  }
  if (power_cut) store_->drop_unsynced();
  start();
}

void Simulation::heal() {
  dies_at_.clear();
  log_->set_available(true);
  log_->lose_outcome(0, false);
  log_->duplicate(0);
  log_->release();
  store_->heal();
}

bool Simulation::at_rest() const {
  const bool answered = std::all_of(letters_.begin(), letters_.end(), [](const auto& letter) { return letter->done(); });
  return answered && serves();
}

std::string Simulation::settle() {
  heal();
  wall_.time = end_ = std::max(end_, wall_.time);
  int quiet = 0;
  for (int round = 0; round < kMostRounds && quiet <= kQuietRounds; ++round) {
    send_some();
    store_->heal();  // a fault that was ordered may still come
    const bool idle = process_->round() == 0;
    if (idle) monotonic_.time += 30s;
    quiet = idle && at_rest() ? quiet + 1 : 0;
    if (quiet > 0 && beside_.there()) exchange(), quiet = 0;
  }
  if (!wrong_.empty()) return "the door refused: " + wrong_;
  if (quiet <= kQuietRounds) return "it does not come to rest: " + state_text();
  return lost();
}

// What was acknowledged and is not in the log.
std::string Simulation::lost() const {
  std::set<EventId> there;
  for (const auto& copies : told()) {
    for (const auto& copy : copies) there.insert(copy.event.env.id);
  }
  for (const EventId& id : acknowledged_) {
    if (!there.contains(id) && id.view() != "office" && id.view() != "yard") return "lost: " + id.str();
  }
  return "";
}

std::size_t Simulation::refused() const {
  return static_cast<std::size_t>(std::count_if(letters_.begin(), letters_.end(), [](const auto& letter) {
    return letter->state == Letter::State::refused;
  }));
}

std::vector<std::vector<reference::Copy>> Simulation::told() const {
  std::map<std::string, std::vector<reference::Copy>> by_key;
  EventDecoder decoder;
  for (const Topic topic : kFoldedTopics) {
    for (log::Partition p = 0; p < kPartitions; ++p) {
      const auto reader = std::move(log_->read(topic, p, 0)).value();
      const auto take = [&](const log::RecordView& record) {
        reference::Copy copy;
        copy.record = record.value;
        if (!decoder.decode(copy.record, copy.event).ok()) std::abort();  // the door took it
        by_key[std::string(record.key)].push_back(std::move(copy));
      };
      while (*reader->poll(1000, take) > 0) {
      }
    }
  }
  std::vector<std::vector<reference::Copy>> all;
  for (auto& [key, copies] : by_key) {
    std::sort(copies.begin(), copies.end(), [](const auto& a, const auto& b) {
      return std::tie(a.event.env.time, a.record) < std::tie(b.event.env.time, b.record);
    });
    all.push_back(std::move(copies));
  }
  return all;
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

void clean_pass(const std::vector<std::vector<reference::Copy>>& told, Timestamp end, projections::MemoryStore& store) {
  const auto log = log::make_memory_log({.partitions = kPartitions});
  processors::HandWall wall;
  processors::HandMonotonic monotonic;
  wall.time = end;
  for (const auto& copies : told) {
    for (const auto& copy : copies) log::append_and_wait(*log, {record_of(copy)});
  }
  Process process(*log, store, wall, monotonic, {});
  for (int quiet = 0; quiet <= kQuietRounds; ++quiet) {
    while (process.round() > 0) {
    }
    monotonic.time += 30s;
  }
}

}  // namespace muster::sim
