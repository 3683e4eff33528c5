// Keys of the store. Numbers are big-endian and keep their order: times 8 bytes of milliseconds and
// days 4 bytes, both with the sign bit flipped; partitions 2 bytes. Strings end in one 0x00 ("0"
// below); a NUL in a string is written 01 01, an 01 is written 01 02, so that order is kept.
//
//   scope        = p tenant0 subject0                  begins every key of one subject
//   sessions     scope session0                        → SessionRow
//   identities   scope type(1) source0 id0            → IdentityRow
//   history      scope time type(1) source0 id0       → HistoryRow
//   checkpoints  scope time                            → Checkpoint: the state before every event at or after time
//                scope FF*8                            → SubjectHead
//   mentions     scope token0 ...                      mention_keys.h
//   liveness     scope S session0 day                  → DayLiveness
//                scope D day session0                  → ""    which ids have a row of that day
//   seen         scope session0 hour(4)                → times of pings and locations (seen.h)
//   trail        scope session0 time hash(8)           → TrailFix; of a check-in its id and source follow
//   evidence     scope session0                        → Evidence of all its fixes; where there are any between
//                                                      its opening and its closing one
//                scope session0 day                    → Evidence of those before that day: where to judge again
//   hours        scope kind0 activity0 day             → edge row
//   cover        scope grain(1) kind0 place0 day       → CoverDay   grain: 0, of a kind at a place; 1, of a kind; 2, of all
//   tenant_hours tenant0 grain(1) level(1) kind0 place0 bucket(4) p → edge row; level 0: bucket = day; 1, 2: 32
//                                                      and 1,024 days, whose sums stand in slot 0 of an edge row
//   timers       p due tenant0 subject0 session0       → ""
//   outbox       p seq(8)                              → OutboxRow
// Indexes, without a partition before them; every session is in starts, and either in active or in days:
//   ids          tenant0 session0 subject0             → IdOwner
//   active       S tenant0 start subject0 session0     → ActiveEntry, alike in all four
//                K tenant0 kind0 start subject0 session0
//                P tenant0 place0 start subject0 session0     only where there is a place
//                U tenant0 subject0 start session0
//   starts       tenant0 start subject0 session0       → p    voided ones too
//   days         tenant0 day subject0 start session0   → DayEntry, of its first UTC day; of others that it overlaps,
//                tenant0 level(1) bucket(4) subject0 …   as few as there can be of 1, 32 (level 1) and 1,024 (2) days.
//                                                      Of a session in silence up to the end of its last grace
//   marks        tenant0 mark0 start subject0 session0 → p    mark: a flag, or review:pending and the like
//   meta         format, partitions, epoch, outbox_acked/<p>, outbox_seq/<p> → decimal; next/<topic>/<p> → NextOffset
//
// Building a key never fails; reading one: empty where the bytes are no such key. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "projections/component.h"
#include "projections/rows.h"

namespace muster::projections::keys {

using Partition = std::uint32_t;  // below 65,536

// Where all rows of one subject begin. Build it once a subject.
struct Scope {
  std::string bytes;
};
Scope scope(Partition p, const Tenant& tenant, const SubjectId& subject);
std::string partition(Partition p);  // begins every primary key of a partition, timers and outbox too

std::string session(const Scope& s, const SessionId& id);
std::string identity(const Scope& s, EventType type, std::string_view source, const EventId& id);
std::string history(const Scope& s, const EventRef& event);
std::string history_from(const Scope& s, Timestamp t);  // the least history key at or after t
std::string checkpoint(const Scope& s, Timestamp t);
std::string subject_head(const Scope& s);
std::string liveness(const Scope& s, Day day, const SessionId& id);
std::string liveness_of(const Scope& s, const SessionId& id);
std::string alive_on(const Scope& s, Day day);
std::string alive(const Scope& s, Day day, const SessionId& id);
std::string seen_of(const Scope& s, const SessionId& id);
std::string seen(const Scope& s, const SessionId& id, std::int32_t hour);
std::string trail_of(const Scope& s, const SessionId& id);
std::string trail(const Scope& s, const SessionId& id, Timestamp t, std::uint64_t content_hash);
std::string evidence(const Scope& s, const SessionId& id);
std::string evidence_before(const Scope& s, const SessionId& id, Day day);
std::string hours_of_kind(const Scope& s, const Kind& kind);
std::string hours_of(const Scope& s, const Kind& kind, std::string_view activity);
std::string hours(const Scope& s, const Kind& kind, std::string_view activity, Day day);

// What follows the scope of a key.
std::optional<SessionId> parse_session(std::string_view after_scope);
std::optional<EventRef> parse_event(std::string_view time_and_rest);  // of history; of mentions after their token
std::optional<std::int32_t> parse_hour(std::string_view after_session);
std::optional<Timestamp> parse_time(std::string_view bytes);
struct LivenessKey {
  Day day;
  SessionId session;
};
std::optional<LivenessKey> parse_liveness(std::string_view after_scope);
std::optional<LivenessKey> parse_alive(std::string_view after_scope);
struct HoursKey {
  Kind kind;
  std::string activity;
  Day day;
};
std::optional<Day> parse_day(std::string_view day);
std::optional<HoursKey> parse_hours(std::string_view after_scope);

struct OwnedScope {
  Partition partition;
  Tenant tenant;
  SubjectId subject;
  std::size_t length;  // of the scope's bytes
};
std::optional<OwnedScope> parse_scope(std::string_view key);

}  // namespace muster::projections::keys
