// The traffic of histories: stays of 21 minutes, half an hour apart, in turns of a kind that no silence
// ends and of one that it suspends; twenty pings each. Every event is known by its number. Any thread.
#pragma once

#include <cstdint>

#include "ingest/log/log.h"
#include "ingest/policies.h"
#include "schemas/event.h"

namespace muster::bench {

class Stays {
 public:
  static constexpr std::uint64_t kPings = 20;               // of a stay
  static constexpr std::uint64_t kEvents = kPings + 2;      // check-in, pings, check-out

  Event event(std::uint64_t subject, std::uint64_t number) const;
  bool is_lifecycle(std::uint64_t number) const { return number % kEvents == 0 || number % kEvents == kEvents - 1; }

  // A stay of two minutes while nobody was in, after the stay of that number: its check-in or check-out.
  // Nothing that comes after it is otherwise for it.
  Event between(std::uint64_t subject, std::uint64_t stay, bool check_in) const;
  // A check-in then that is never closed, the only one of its kind but for others like it: silence suspends it, or
  // nothing ends it at all.
  Event never_closed(std::uint64_t subject, std::uint64_t stay, bool silence) const;

 private:
  Event make(std::uint64_t subject, Timestamp at, std::string id, EventData data) const;
  CheckIn check_in(SessionId session, const char* kind) const;

  const ingest::Policies policies_ = ingest::Policies::built_in();
};

// As the log would give it: `record` views `key` and `value`.
struct Given {
  explicit Given(const Event& made, std::int64_t offset);
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;

  Event event;
  std::string key, value;
  log::RecordView record;
};

}  // namespace muster::bench
