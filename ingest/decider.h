// What the door decides about each item: who may, when it was, what is written in, what it is called.
// Any thread; decisions about one subject do not wait for another's.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/access/principal.h"
#include "ingest/daily_cap.h"
#include "ingest/draft.h"
#include "ingest/item_ids.h"
#include "ingest/policies.h"
#include "ingest/subject_clock.h"
#include "processors/directory.h"
#include "schemas/order.h"

namespace muster::ingest {

// Of one request.
struct Circumstances {
  const access::Principal& who;
  Timestamp now{};           // ingesttime of what has none
  std::string source;        // of what names none
  std::optional<std::string> traceparent;
  IdBasis ids;               // but its index
  bool named = false;        // the path names the session; who may correct it was asked where it was found
  bool as_it_stands = false; // every type, of anybody: Action::write_any_event
};

class Decider {
 public:
  Decider(const processors::Directory& directory, const Policies& policies, SubjectClock& times, ClockLimits clock, std::uint32_t daily)
      : directory_(directory),
        policies_(std::shared_ptr<const Policies>(std::shared_ptr<void>(), &policies)),
        clock_(clock),
        cap_(daily),
        times_(times) {}

  // From the next item on; sessions keep what they were given.
  void use(Policies policies) { policies_ = std::make_shared<const Policies>(std::move(policies)); }


  // Completes the draft's event, or notes why it is refused. True: it is complete, and a retry of the
  // same request would say the same (where not, `retry_safe` is false).
  bool decide(Draft& draft, const Circumstances& about, std::size_t index, bool& retry_safe);

 private:
  bool allow(Draft& draft, const Circumstances& about) const;
  void give_times(Draft& draft, const Circumstances& about);
  void write_in(Draft& draft) const;
  void write_in(Draft& draft, CheckIn& check_in) const;
  void write_in(Draft& draft, Ping& ping) const;
  void find_place(Draft& draft, CheckIn& check_in) const;
  bool within_limits(Draft& draft, const Circumstances& about);

  const processors::Directory& directory_;
  std::atomic<std::shared_ptr<const Policies>> policies_;  // at first the caller's, who keeps them
  const ClockLimits clock_;
  DailyCap cap_;
  SubjectClock& times_;
};

}  // namespace muster::ingest
