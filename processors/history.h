// A subject's lifecycle events as they are stored: identities and their copies, the history itself,
// checkpoints between, and who is mentioned when. One thread; reads and writes through the overlay.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "processors/overlay.h"
#include "processors/subject.h"
#include "projections/keys.h"
#include "projections/rows.h"
#include "schemas/codec.h"

namespace muster::processors {

struct Past {  // one event of the history
  Event event;
  projections::HistoryRow row;
};

// Into the order of the fold.
void order_by_fold(std::vector<Past>& events);

class History {
 public:
  explicit History(Subject& subject) : o_(subject.overlay), s_(subject), scope_(subject.scope) {}

  // What is stored of the event's identity (docs/semantics.md, Identity).
  std::optional<projections::IdentityRow> identity(const Event& event) const;

  // The first copy of an identity: it is the event. Its own row is to be written by write().
  Past begin(Incoming&& in);

  // One more copy. Says what has to be done about it.
  struct Taken {
    bool added = false;           // it is the event now
    std::optional<Event> gone;    // the copy that was the event before
    projections::Outcome gone_outcome{};
  };
  Taken again(const Incoming& in, projections::IdentityRow known);

  // Events in [from, to) in the order of the fold.
  std::vector<Past> events(Timestamp from, Timestamp to) const;
  void write(const Past& past);

  struct Stored {
    Timestamp at;
    std::string bytes;
  };
  std::optional<Stored> checkpoint_at_or_before(Timestamp t) const;
  std::optional<Stored> checkpoint_after(Timestamp t) const;
  void write_checkpoint(Timestamp t, std::string bytes);

  // Events that carry the token, from t on, rising, until `visit` says enough.
  void mentions(std::string_view token, Timestamp from,
                const std::function<bool(const projections::EventRef&)>& visit) const;
  // The same, before `to` and falling.
  void mentions_back(std::string_view token, Timestamp from, Timestamp to,
                     const std::function<bool(const projections::EventRef&)>& visit) const;
  std::optional<projections::EventRef> first_mention(std::string_view token, Timestamp from,
                                                     std::optional<EventType> of = {}) const;
  // The first check-out at or after `from` that names the id, but for one that ended its session; of the
  // kind, or of all.
  std::optional<Timestamp> first_check_out(const SessionId& id, Timestamp from) const;
  std::optional<Timestamp> first_check_out(const Kind& kind, Timestamp from) const;
  std::optional<Past> past(const projections::EventRef& ref) const;

  // Amendments and reviews of the session, into its row. They are known before the fold begins.
  void attach_corrections(projections::SessionRow& row) const;

 private:
  std::vector<Event> corrections_of(const SessionId& id) const;
  void mention(const Event& event);
  void remove(const Event& event);
  std::optional<Event> decode(std::string_view record) const;

  Overlay& o_;
  Subject& s_;
  const projections::keys::Scope& scope_;
};

// Of what tells two copies of an event apart (docs/semantics.md, Identity).
std::uint64_t data_digest(const Event& event);

bool is_correction(const Event& event);  // which the fold knows before it begins

// What an event is found by: the ids, kind or `all` that it names.
std::string token_of(const Event& event);

}  // namespace muster::processors
