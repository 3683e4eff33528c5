#include "projections/index_keys.h"

#include "projections/key_bytes.h"

namespace muster::projections::keys {
namespace {

template <class Parts>
std::optional<Parts> whole(const KeyReader& key, Parts parts) {
  if (!key.done()) return std::nullopt;
  return parts;
}

}  // namespace

std::string ids_of(const Tenant& tenant, const SessionId& id) {
  return KeyWriter().text(tenant).text(id).take();
}

std::string id(const Tenant& tenant, const SessionId& id, const SubjectId& subject) {
  return KeyWriter().text(tenant).text(id).text(subject).take();
}

std::optional<SubjectId> parse_id(std::string_view bytes) {
  KeyReader key(bytes);
  key.text();
  key.text();
  auto subject = key.name<SubjectId>();
  return whole(key, std::move(subject));
}

std::string active(const Tenant& tenant) { return KeyWriter().raw('S').text(tenant).take(); }

std::string active_of_kind(const Tenant& tenant, const Kind& kind) {
  return KeyWriter().raw('K').text(tenant).text(kind).take();
}

std::string active_at_place(const Tenant& tenant, const PlaceId& place) {
  return KeyWriter().raw('P').text(tenant).text(place).take();
}

std::string active_of_subject(const Tenant& tenant, const SubjectId& subject) {
  return KeyWriter().raw('U').text(tenant).text(subject).take();
}

std::string starts(const Tenant& tenant) { return KeyWriter().text(tenant).take(); }

std::string marks(const Tenant& tenant, std::string_view mark) {
  return KeyWriter().text(tenant).text(mark).take();
}

std::string session_key(const SessionKey& s) {
  return KeyWriter().time(s.start).text(s.subject).text(s.session).take();
}

std::string session_key_from(Timestamp start) { return KeyWriter().time(start).take(); }

std::optional<SessionKey> parse_session_key(std::string_view after_prefix) {
  KeyReader key(after_prefix);
  SessionKey parts{key.time(), key.name<SubjectId>(), key.name<SessionId>()};
  return whole(key, std::move(parts));
}

std::string own_key(Timestamp start, const SessionId& session) {
  return KeyWriter().time(start).text(session).take();
}

std::optional<SessionKey> parse_own_key(std::string_view after_prefix) {
  KeyReader key(after_prefix);
  SessionKey parts{key.time(), SubjectId{}, key.name<SessionId>()};
  return whole(key, std::move(parts));
}

std::string days(const Tenant& tenant, Bucket bucket) {
  KeyWriter key;
  key.text(tenant);
  if (bucket.level > 0) key.raw(static_cast<char>(bucket.level));  // no day begins so
  return key.day(bucket.number).take();
}

std::string day_of_subject(const Tenant& tenant, Bucket bucket, const SubjectId& subject) {
  return KeyWriter(days(tenant, bucket)).text(subject).take();
}

std::string day_entry(const Tenant& tenant, Bucket bucket, const SessionKey& s) {
  return KeyWriter(days(tenant, bucket)).text(s.subject).time(s.start).text(s.session).take();
}

std::optional<SessionKey> parse_day_entry(std::string_view after_day) {
  KeyReader key(after_day);
  SessionKey parts;
  parts.subject = key.name<SubjectId>();
  parts.start = key.time();
  parts.session = key.name<SessionId>();
  return whole(key, std::move(parts));
}

std::string partition_value(Partition p) { return KeyWriter().u16(p).take(); }

std::optional<Partition> parse_partition_value(std::string_view value) {
  KeyReader key(value);
  const Partition p = key.u16();
  return whole(key, p);
}

std::int32_t bucket_of(Day day, int level) {
  const Day width = kLevelDays[level];
  return day >= 0 ? day / width : -((-day + width - 1) / width);
}

std::vector<Bucket> buckets_over(Day first, Day last) {
  std::vector<Bucket> all;
  for (Day d = first; d <= last;) {
    int level = d == first ? 0 : kLevels - 1;
    while (level > 0 && (d % kLevelDays[level] != 0 || last - d < kLevelDays[level] - 1)) --level;
    all.push_back({level, bucket_of(d, level)});
    d += kLevelDays[level];
  }
  return all;
}

std::string tenant_hours_level(const Tenant& tenant, Grain grain, int level) {
  return KeyWriter().text(tenant).raw(static_cast<char>(grain)).raw(static_cast<char>(level)).take();
}

std::string tenant_hours_of_kind(const Tenant& tenant, Grain grain, int level, const Kind& kind) {
  return KeyWriter(tenant_hours_level(tenant, grain, level)).text(kind).take();
}

std::string tenant_hours_of(const Tenant& tenant, int level, const TenantSeries& series) {
  return KeyWriter(tenant_hours_of_kind(tenant, series.grain, level, series.kind)).text(series.place).take();
}

std::string tenant_hours_bucket(std::int32_t bucket) { return KeyWriter().day(bucket).take(); }

std::string tenant_hours(const Tenant& tenant, int level, const TenantSeries& series, std::int32_t bucket,
                         Partition p) {
  return KeyWriter(tenant_hours_of(tenant, level, series)).day(bucket).u16(p).take();
}

std::optional<TenantHoursKey> parse_tenant_hours(std::string_view after_level) {
  KeyReader key(after_level);
  TenantHoursKey parts{key.name<Kind>(), key.name<PlaceId>(), key.day(), key.u16()};
  return whole(key, std::move(parts));
}

std::string cover_of(const Scope& s, const TenantSeries& series) {
  return KeyWriter(s.bytes).raw(static_cast<char>(series.grain)).text(series.kind).text(series.place).take();
}

std::string cover(const Scope& s, const TenantSeries& series, Day day) {
  return KeyWriter(cover_of(s, series)).day(day).take();
}

std::string timer(const TimerKey& t) {
  return KeyWriter().u16(t.partition).time(t.due).text(t.tenant).text(t.subject).text(t.session).take();
}

std::string timers_from(Partition p, Timestamp due) { return KeyWriter().u16(p).time(due).take(); }

std::optional<TimerKey> parse_timer(std::string_view bytes) {
  KeyReader key(bytes);
  TimerKey parts{key.u16(), key.time(), key.name<Tenant>(), key.name<SubjectId>(), key.name<SessionId>()};
  return whole(key, std::move(parts));
}

std::string outbox(Partition p, std::uint64_t seq) { return KeyWriter().u16(p).u64(seq).take(); }

std::optional<std::uint64_t> parse_outbox_seq(std::string_view bytes) {
  KeyReader key(bytes);
  key.u16();
  const std::uint64_t seq = key.u64();
  return whole(key, seq);
}

std::string next(Topic topic, Partition p) {
  return "next/" + std::string(spec(topic).name) + "/" + std::to_string(p);
}

std::string outbox_acked(Partition p) { return "outbox_acked/" + std::to_string(p); }
std::string outbox_owner(Partition p) { return "outbox_owner/" + std::to_string(p); }
std::string outbox_seq(Partition p) { return "outbox_seq/" + std::to_string(p); }

}  // namespace muster::projections::keys
