// Seeded traffic as docs/benchmarks.md describes it: Zipf over subjects; per session one check-in, 60
// pings, 10 locations and one check-out; 1 % duplicates, 1 % late, 0.01 % undecodable. The same
// options give the same records. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "ingest/policies.h"
#include "schemas/event.h"
#include "schemas/time.h"

namespace muster::bench {

struct TrafficOptions {
  std::uint64_t seed = 1;
  std::uint32_t subjects = 50'000;
  log::Partition partitions = 4;
  Timestamp start = from_ms(1'790'000'000'000);
  // Between two records, of all subjects together: what 50,000 who call once a minute make. Far apart,
  // nearly every ping begins anew after a silence.
  std::chrono::microseconds step{1200};
};

class Traffic {
 public:
  explicit Traffic(const TrafficOptions& options);

  // A check-in of every subject, each before `start`: so the sessions under way are known from the
  // first record on. To be appended before any other.
  std::vector<log::Record> opening();

  log::Record next();
  // The next that is neither a duplicate nor undecodable.
  Event next_event();

  // What the newest record is stamped with.
  Timestamp now() const { return now_; }

 private:
  struct Subject {
    SubjectId id;
    SessionId session;
    Kind kind;
    std::uint32_t number = 0;  // of its sessions so far
    std::uint32_t slot = 0;    // of the session's 72 events
  };

  void step();
  bool one_in(std::uint32_t n) { return random_() % n == 0; }
  std::uint32_t rank();
  Envelope envelope(const Subject& subject, Timestamp ingested);
  Event fresh();
  EventData data(Subject& subject);
  EventData check_in(Subject& subject);
  void begin(Subject& subject);
  Position position();
  void remember(const Event& event);

  const TrafficOptions options_;
  const ingest::Policies policies_ = ingest::Policies::built_in();
  std::mt19937_64 random_;
  std::vector<double> up_to_;  // the share of the ranks up to each
  std::vector<Subject> subjects_;
  std::vector<Event> recent_;
  std::size_t oldest_ = 0;     // of recent_
  std::uint64_t events_ = 0;
  std::chrono::microseconds passed_{0};
  Timestamp now_;
};

}  // namespace muster::bench
