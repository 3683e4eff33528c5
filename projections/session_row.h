// The session as projections keep it. Bytes in codec.h, keys in keys.h. Plain values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/flag.h"
#include "schemas/event.h"
#include "schemas/topics.h"

namespace muster::projections {

enum class EndReason : std::uint8_t {  // stored: do not change
  checkout = 0, logout = 1, admin = 2, emergency = 3, amended = 4, expired = 5, auto_closed = 6,
  evicted = 7, lapsed = 8,
};
inline constexpr std::size_t kEndReasonCount = 9;

// Names one lifecycle event of a subject.
struct EventRef {
  Timestamp time{};
  EventType type{};
  EventId id;
  std::string source;
  friend bool operator==(const EventRef&, const EventRef&) = default;
  friend auto operator<=>(const EventRef&, const EventRef&) = default;
};

struct ExplicitEnd {
  Timestamp at{};
  EndReason reason = EndReason::checkout;
  EventRef by;
  Timestamp ingesttime{};
  friend bool operator==(const ExplicitEnd&, const ExplicitEnd&) = default;
};

struct Alias {
  SessionId id;
  Timestamp since{};
  friend bool operator==(const Alias&, const Alias&) = default;
};

// The winning amendments of a session, and all of them for display (docs/semantics.md, Amendments).
struct AmendmentNote {
  std::string by;
  Timestamp at{};
  Timestamp ingesttime{};
  EventId id;
  std::string source;
  Amendment amendment;
  friend bool operator==(const AmendmentNote&, const AmendmentNote&) = default;
};

struct Corrections {
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
  bool voided = false;
  std::vector<AmendmentNote> notes;  // by (time, id, source)
  friend bool operator==(const Corrections&, const Corrections&) = default;
};

struct ReviewNote {
  Decision decision{};
  std::string by;
  Timestamp at{};
  Timestamp ingesttime{};
  std::optional<std::string> note;
  EventId id;
  std::string source;
  friend bool operator==(const ReviewNote&, const ReviewNote&) = default;
};

// A session as lifecycle events alone make it. What pings, locations and the passing of time add is
// joined at the read (view.h): so neither a ping nor a clock rewrites this row.
struct SessionRow {
  Tenant tenant;
  SubjectId subject;
  SessionId id;
  Kind kind;
  Policy policy;
  Timestamp started_at{};  // computed: the time of the opening check-in
  EventRef opened_by;
  Timestamp opened_ingesttime{};
  bool imported = false;
  std::optional<Place> place;
  std::optional<Position> check_in_position;
  std::optional<Position> check_out_position;
  // Refreshed by check-ins: the latest per field.
  std::string activity;
  std::optional<Device> device;
  std::optional<std::string> service_type;
  std::optional<std::string> notes;
  std::map<std::string, std::string> labels;
  Timestamp last_check_in{};
  std::vector<Alias> aliases;       // by since, id
  std::optional<ExplicitEnd> end;   // computed: earliest explicit end, without amendments
  std::optional<Timestamp> sealed;  // resumes: a check-out selected it in silence; nothing resumes it
  Corrections corrections;
  std::vector<Flag> flags;  // that check-ins and check-outs raised (flags.h has them all)
  std::vector<ReviewNote> reviews;
  friend bool operator==(const SessionRow&, const SessionRow&) = default;
};

// As lists and answers show it.
inline Timestamp shown_start(const SessionRow& row) { return row.corrections.started_at.value_or(row.started_at); }

// Empty: none.
inline PlaceId place_of(const SessionRow& row) { return row.place ? row.place->place_id : PlaceId{}; }

}  // namespace muster::projections
