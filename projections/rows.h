// The rows that projections keep, as plain structs. Their bytes are in codec.h, their keys in keys.h.
// Plain values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/component.h"
#include "schemas/event.h"
#include "schemas/topics.h"

namespace muster::projections {

enum class EndReason : std::uint8_t {  // stored: do not change
  checkout = 0, logout = 1, admin = 2, emergency = 3, amended = 4, expired = 5, auto_closed = 6,
  evicted = 7, lapsed = 8,
};
inline constexpr std::size_t kEndReasonCount = 9;

enum class Outcome : std::uint8_t {  // stored: do not change
  opened = 0, refreshed = 1, already_active = 2, kind_conflict = 3, session_closed = 4, closed = 5,
  already_closed = 6, after_end = 7, not_started = 8, repeated = 9, id_conflict = 10, ignored = 11,
  accepted = 12,  // a correction
};

// Names one lifecycle event of a subject.
struct EventRef {
  Timestamp time{};
  Topic topic{};
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

// The winning amendments of a session, and all of them for display (semantics §5, Amendments).
struct AmendmentNote {
  std::string by;
  Timestamp at{};
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

struct Flag {
  std::string flag;
  Timestamp since{};
  Timestamp accepted{};  // greatest ingesttime of the events it is made of
  std::string evidence;  // a JSON object
  friend bool operator==(const Flag&, const Flag&) = default;
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
  std::vector<Flag> flags;
  std::vector<ReviewNote> reviews;
  friend bool operator==(const SessionRow&, const SessionRow&) = default;
};

// One lifecycle event as it stands in a subject's history.
struct HistoryRow {
  Outcome outcome{};
  std::string session;   // the session that it acted on, "" if none
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  std::string record;    // the bytes of the topic
  friend bool operator==(const HistoryRow&, const HistoryRow&) = default;
};

// What is remembered of an identity (semantics §3): which copy is the event, and the other copies.
struct IdentityCopy {
  Timestamp time{};
  std::uint64_t data_digest = 0;  // of comparable_data()
  friend bool operator==(const IdentityCopy&, const IdentityCopy&) = default;
  friend auto operator<=>(const IdentityCopy&, const IdentityCopy&) = default;
};

struct IdentityRow {
  Timestamp time{};
  Timestamp ingesttime{};
  std::uint64_t data_digest = 0;
  std::vector<IdentityCopy> copies;  // sorted, distinct; without the event itself
  friend bool operator==(const IdentityRow&, const IdentityRow&) = default;
};

// The newest session of a kind: it speaks when a check-out finds nobody active.
struct Newest {
  SessionId id;
  Timestamp started_at{};
  std::optional<Timestamp> explicit_end;
  friend bool operator==(const Newest&, const Newest&) = default;
};

// The fold's state between two lifecycle events of a subject. Kinds whose silence only suspends are
// not in `open`: their sessions may never end, and are found by their components instead.
struct Checkpoint {
  std::vector<SessionRow> open;       // by (started_at, id)
  std::map<Kind, Newest> newest;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// Where a subject's history ends.
struct SubjectHead {
  Checkpoint state;
  Timestamp latest{};                // time of the newest lifecycle event
  std::uint32_t since_checkpoint = 0;  // events since the last stored checkpoint
  friend bool operator==(const SubjectHead&, const SubjectHead&) = default;
};

struct TrailFix {
  Timestamp time{};
  Position position;
  friend bool operator==(const TrailFix&, const TrailFix&) = default;
};

}  // namespace muster::projections
