// The door: what clients post becomes events, each with all that its meaning needs, and goes into the
// log. Knows the log and the directory; never reads a session.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/access/audit.h"
#include "api/access/principal.h"
#include "api/http/message.h"
#include "ingest/body.h"
#include "ingest/decider.h"
#include "ingest/log/log.h"
#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::ingest {

// What a write answers for one item.
struct ItemAnswer {
  std::optional<Error> problem;       // set: refused or not written; the first of `faults`
  std::vector<Error> faults;          // all that was wrong; `where` points into the body
  EventId event_id;                   // also of an item that the log did not take
  SessionId session_id;               // empty where the event names none
  std::optional<log::Position> position;
  bool retry_safe = true;             // false: a retry may count twice
  Event event;                        // as it was appended
  std::optional<std::string> outcome; // after Prefer: wait
  std::optional<std::string> session; // JSON, after Prefer: wait, for whoever may read it
};

// How `Prefer: wait` learns what became of items: answered by the api over the projections, given to
// the door by main. Calls `done` exactly once, at the latest at `deadline` (monotonic), with the
// items it could fill in; true where all were seen. Any thread; must not block.
using Projected = std::function<void(Tenant tenant, std::vector<ItemAnswer> items,
                                     std::chrono::nanoseconds deadline,
                                     std::function<void(bool seen, std::vector<ItemAnswer>)> done)>;

// How amend, review and close learn which session a path names: answered by the api over the projections.
// Any thread. errors: not_found, forbidden (refused), ambiguous_session (conflict), those of parameters
using Locate = std::function<Result<Named>(const access::Principal& who, const http::Request& request)>;

struct WriteRequest {
  access::Principal who;
  Body body;                          // its views must live until write() returns
  std::string method = "POST";
  std::string idempotency_key;        // checked; empty: none
  std::optional<std::string> traceparent;
  std::optional<std::chrono::seconds> wait;
  std::string request_id, address;    // for what goes on record
};

struct WriteAnswer {
  std::optional<Error> problem;       // of the whole body: nothing else holds
  bool list = false;
  std::vector<ItemAnswer> items;      // in the order of the body
  bool seen = false;                  // waited for, and every item was seen
  std::string positions;              // the token of Muster-Position
  std::chrono::seconds retry_after{1};  // of what may be taken later
};
using WriteDone = std::function<void(WriteAnswer)>;

struct DoorLimits {
  std::size_t max_items = 10'000;
  std::size_t max_event_bytes = 64 * 1024;
  std::uint32_t check_ins_per_day = 5'000;  // of one subject
  ClockLimits clock{};
};

// Any thread. What it stands on must outlive it, and it must outlive what the log still has to acknowledge.
class Door {
 public:
  struct Parts {
    log::EventLog& log;
    const processors::Directory& directory;
    const Policies& policies;
    access::Audit& audit;
    const WallClock& wall;
    const MonotonicClock& monotonic;
    Projected projected;  // empty: nobody waits
    SubjectClock* times = nullptr;  // shared with those who read; null: its own
  };
  Door(Parts parts, DoorLimits limits = {});

  // Returns at once. `done` is called exactly once: here where the log was not asked, else from one
  // of its threads once every partition has answered (or from that of `projected`).
  void write(const WriteRequest& request, WriteDone done);

  // The policies of check-ins from now on, in place of Parts::policies. Any thread.
  void use(Policies policies) { decider_.use(std::move(policies)); }

 private:
  struct Pending;
  std::vector<log::Record> decide(const WriteRequest& request, bool replay, Batch& batch, Pending& pending);
  void append(std::shared_ptr<Pending> pending, std::vector<log::Record> records);
  void hide_unreadable(Pending& pending) const;
  void note_closing(Pending& pending) const;
  void acknowledged(const std::shared_ptr<Pending>& pending, const std::vector<Result<log::Position>>& results);

  Parts parts_;
  const DoorLimits limits_;
  SubjectClock own_times_;
  Decider decider_;
};

// The record of a complete event: keyed by its subject (a directory change: by its whole key), of its ingesttime.
log::Record to_record(const Event& event, log::Partition partitions);

// What a client is told of an append that failed: what it can do, and no place, path or library's text.
Error told_of_append(const Error& fault);

// A source for what names none: /clients/<caller>, with what a URI does not hold percent-encoded.
std::string default_source(std::string_view caller);

}  // namespace muster::ingest
