// Keys that no scope begins: indexes, the tenant's hours, timers, outbox. Grammar in keys.h.
// Pure; any thread.
#pragma once

#include <vector>

#include "projections/keys.h"

namespace muster::projections {

// What hours of a tenant are told apart by. Only who was there is kept by less than kind and place:
// distinct subjects don't add up. Stored: do not change.
enum class Grain : std::uint8_t { kind_and_place = 0, kind = 1, all = 2 };

struct TenantSeries {
  Kind kind;      // empty: of all
  PlaceId place;  // empty: at none; of another grain than kind_and_place: anywhere
  Grain grain = Grain::kind_and_place;
  friend bool operator==(const TenantSeries&, const TenantSeries&) = default;
  friend auto operator<=>(const TenantSeries&, const TenantSeries&) = default;
};

}  // namespace muster::projections

namespace muster::projections::keys {

// Names a session across subjects, in the order in which lists show it.
struct SessionKey {
  Timestamp start;
  SubjectId subject;
  SessionId session;
  friend bool operator==(const SessionKey&, const SessionKey&) = default;
  friend auto operator<=>(const SessionKey&, const SessionKey&) = default;
};

std::string ids_of(const Tenant& tenant, const SessionId& id);
std::string id(const Tenant& tenant, const SessionId& id, const SubjectId& subject);
std::optional<SubjectId> parse_id(std::string_view key);

// The prefix of an index and what is sorted in it; a whole key is prefix + session_key(..).
std::string active(const Tenant& tenant);
std::string active_of_kind(const Tenant& tenant, const Kind& kind);
std::string active_at_place(const Tenant& tenant, const PlaceId& place);
std::string active_of_subject(const Tenant& tenant, const SubjectId& subject);
std::string starts(const Tenant& tenant);
inline constexpr const char* kPending = "review:pending";  // the mark of a review that waits; others are flags
std::string marks(const Tenant& tenant, std::string_view mark);
std::string session_key(const SessionKey& s);                  // start subject0 session0
std::string session_key_from(Timestamp start);                 // the least one that begins at or after
std::optional<SessionKey> parse_session_key(std::string_view after_prefix);

// After active_of_subject: start session0.
std::string own_key(Timestamp start, const SessionId& session);
std::optional<SessionKey> parse_own_key(std::string_view after_prefix);  // its subject is empty

inline constexpr int kLevels = 3;
inline constexpr Day kLevelDays[kLevels] = {1, 32, 1024};
std::int32_t bucket_of(Day day, int level);
// So many days as its level has; the number of the one that begins on 1970-01-01 is 0.
struct Bucket {
  int level;
  std::int32_t number;
  friend bool operator==(const Bucket&, const Bucket&) = default;
};
// Each day from first to last is in one: the first in its own, the others in as few as can be.
std::vector<Bucket> buckets_over(Day first, Day last);

std::string days(const Tenant& tenant, Bucket bucket);
std::string day_of_subject(const Tenant& tenant, Bucket bucket, const SubjectId& subject);
std::string day_entry(const Tenant& tenant, Bucket bucket, const SessionKey& s);
std::optional<SessionKey> parse_day_entry(std::string_view after_day);

std::string partition_value(Partition p);  // the value of starts and marks
std::optional<Partition> parse_partition_value(std::string_view value);

std::string tenant_hours_level(const Tenant& tenant, Grain grain, int level);
std::string tenant_hours_of_kind(const Tenant& tenant, Grain grain, int level, const Kind& kind);
std::string tenant_hours_of(const Tenant& tenant, int level, const TenantSeries& series);
std::string tenant_hours_bucket(std::int32_t bucket);
std::string tenant_hours(const Tenant& tenant, int level, const TenantSeries& series, std::int32_t bucket, Partition p);
struct TenantHoursKey {
  Kind kind;
  PlaceId place;
  std::int32_t bucket;
  Partition partition;
};
std::optional<TenantHoursKey> parse_tenant_hours(std::string_view after_level);

std::string cover_of(const Scope& s, const TenantSeries& series);
std::string cover(const Scope& s, const TenantSeries& series, Day day);

struct TimerKey {
  Partition partition;
  Timestamp due;
  Tenant tenant;
  SubjectId subject;
  SessionId session;
};
std::string timer(const TimerKey& t);
std::string timers_from(Partition p, Timestamp due);  // the least one of the partition at or after
std::optional<TimerKey> parse_timer(std::string_view key);

std::string outbox(Partition p, std::uint64_t seq);
std::optional<std::uint64_t> parse_outbox_seq(std::string_view key);

// meta
inline constexpr std::string_view kFormat = "format";
inline constexpr std::string_view kPartitions = "partitions";
inline constexpr std::string_view kEpoch = "epoch";
std::string next(Topic topic, Partition p);    // → NextOffset
std::string outbox_acked(Partition p);         // → decimal seq
std::string outbox_seq(Partition p);           // → decimal: the next seq to give
std::string outbox_owner(Partition p);         // → OutboxOwner: outbox_owner.h

}  // namespace muster::projections::keys
