#include "projections/keys.h"

#include "projections/key_bytes.h"
#include "projections/mention_keys.h"

namespace muster::projections::keys {
namespace {

KeyWriter in(const Scope& s) { return KeyWriter(s.bytes); }

KeyWriter& event(KeyWriter&& key, const EventRef& e) {
  return key.time(e.time).raw(static_cast<char>(e.type)).text(e.source).text(e.id);
}

template <class Parts>
std::optional<Parts> whole(const KeyReader& key, Parts parts) {
  if (!key.done()) return std::nullopt;
  return parts;
}

}  // namespace

Scope scope(Partition p, const Tenant& tenant, const SubjectId& subject) {
  return {KeyWriter().u16(p).text(tenant).text(subject).take()};
}

std::string partition(Partition p) { return KeyWriter().u16(p).take(); }

std::string session(const Scope& s, const SessionId& id) { return in(s).text(id).take(); }

std::string identity(const Scope& s, EventType type, std::string_view source, const EventId& id) {
  return in(s).raw(static_cast<char>(type)).text(source).text(id).take();
}

std::string history(const Scope& s, const EventRef& e) { return event(in(s), e).take(); }

std::string history_from(const Scope& s, Timestamp t) { return in(s).time(t).take(); }

std::string checkpoint(const Scope& s, Timestamp t) { return in(s).time(t).take(); }

std::string subject_head(const Scope& s) { return in(s).u64(~0ULL).take(); }

std::string liveness(const Scope& s, Day day, const SessionId& id) {
  return in(s).raw('S').text(id).day(day).take();
}

std::string liveness_of(const Scope& s, const SessionId& id) { return in(s).raw('S').text(id).take(); }

std::string alive_on(const Scope& s, Day day) { return in(s).raw('D').day(day).take(); }

std::string alive(const Scope& s, Day day, const SessionId& id) {
  return in(s).raw('D').day(day).text(id).take();
}

std::string seen_of(const Scope& s, const SessionId& id) { return in(s).text(id).take(); }

std::string seen(const Scope& s, const SessionId& id, std::int32_t hour) { return in(s).text(id).day(hour).take(); }

std::string trail_of(const Scope& s, const SessionId& id) { return in(s).text(id).take(); }

std::string trail(const Scope& s, const SessionId& id, Timestamp t, std::uint64_t content_hash) {
  return in(s).text(id).time(t).u64(content_hash).take();
}

std::string evidence(const Scope& s, const SessionId& id) { return in(s).text(id).take(); }

std::string evidence_before(const Scope& s, const SessionId& id, Day day) { return in(s).text(id).day(day).take(); }

std::string hours_of_kind(const Scope& s, const Kind& kind) { return in(s).text(kind).take(); }

std::string hours_of(const Scope& s, const Kind& kind, std::string_view activity) {
  return in(s).text(kind).text(activity).take();
}

std::string hours(const Scope& s, const Kind& kind, std::string_view activity, Day day) {
  return in(s).text(kind).text(activity).day(day).take();
}

std::string token_of_id(const SessionId& id) { return "i" + id.str(); }
std::string token_of_kind(const Kind& kind) { return "k" + kind.str(); }
std::string token_of_all() { return "a"; }
std::string token_of_correction(const SessionId& id) { return "c" + id.str(); }
std::string token_of_opened(const Kind& kind) { return "o" + kind.str(); }
std::string token_of_none_ended(const Kind& kind) { return "x" + kind.str(); }
std::string token_of_none_ended() { return "y"; }
std::string token_of_endless(const Kind& kind) { return "n" + kind.str(); }
std::string token_of_once_endless(const Kind& kind, int level) { return "u" + std::to_string(level) + kind.str(); }

std::string mentions_of(const Scope& s, std::string_view token) { return in(s).text(token).take(); }

std::string mention(const Scope& s, std::string_view token, const EventRef& e) {
  return event(std::move(in(s).text(token)), e).take();
}

std::string mention_from(const Scope& s, std::string_view token, Timestamp t) {
  return in(s).text(token).time(t).take();
}

std::string stay(const Scope& s, std::string_view token, Timestamp t, const SessionId& id) {
  return in(s).text(token).time(t).text(id).take();
}

std::optional<SessionId> parse_stay(std::string_view after_token) {
  KeyReader key(after_token);
  key.time();
  auto id = key.name<SessionId>();
  return whole(key, std::move(id));
}

std::optional<SessionId> parse_session(std::string_view after_scope) {
  KeyReader key(after_scope);
  auto id = key.name<SessionId>();
  return whole(key, std::move(id));
}

std::optional<EventRef> parse_event(std::string_view time_and_rest) {
  KeyReader key(time_and_rest);
  EventRef e;
  e.time = key.time();
  const std::uint8_t type = key.byte();
  if (type >= kEventTypeCount) return std::nullopt;
  e.type = static_cast<EventType>(type);
  e.source = key.text();
  e.id = key.name<EventId>();
  return whole(key, std::move(e));
}

std::optional<std::int32_t> parse_hour(std::string_view after_session) {
  KeyReader key(after_session);
  const std::int32_t hour = key.day();
  return whole(key, hour);
}

std::optional<Timestamp> parse_time(std::string_view bytes) {
  KeyReader key(bytes);
  const Timestamp t = key.time();
  return whole(key, t);
}

std::optional<LivenessKey> parse_liveness(std::string_view after_scope) {
  if (!after_scope.starts_with('S')) return std::nullopt;
  KeyReader key(after_scope.substr(1));
  LivenessKey parts;
  parts.session = key.name<SessionId>();
  parts.day = key.day();
  return whole(key, std::move(parts));
}

std::optional<LivenessKey> parse_alive(std::string_view after_scope) {
  if (!after_scope.starts_with('D')) return std::nullopt;
  KeyReader key(after_scope.substr(1));
  LivenessKey parts{key.day(), key.name<SessionId>()};
  return whole(key, std::move(parts));
}

std::optional<Day> parse_day(std::string_view bytes) {
  KeyReader key(bytes);
  const Day day = key.day();
  return whole(key, day);
}

std::optional<HoursKey> parse_hours(std::string_view after_scope) {
  KeyReader key(after_scope);
  HoursKey parts{key.name<Kind>(), key.text(), key.day()};
  return whole(key, std::move(parts));
}

std::optional<OwnedScope> parse_scope(std::string_view whole_key) {
  KeyReader key(whole_key);
  OwnedScope parts{key.u16(), key.name<Tenant>(), key.name<SubjectId>(), 0};
  if (!key.ok()) return std::nullopt;
  parts.length = whole_key.size() - key.remaining();
  return parts;
}

}  // namespace muster::projections::keys
