#include "processors/stays.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "projections/index_keys.h"
#include "projections/mention_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;
using projections::Outcome;
using projections::SessionRow;

namespace {

bool ended_nobody(Outcome o) { return o == Outcome::already_closed || o == Outcome::after_end || o == Outcome::not_started; }

Timestamp start_of(const keys::Bucket& b) { return projections::start_of(b.number * keys::kLevelDays[b.level]); }

// Of check-outs of a kind or of all, what they are mentioned by where they end nobody.
std::optional<std::string> token_of_none(const Event& event) {
  const auto* out = std::get_if<CheckOut>(&event.data);
  if (out == nullptr || std::holds_alternative<SessionId>(out->selector)) return std::nullopt;
  const auto* kind = std::get_if<Kind>(&out->selector);
  return kind != nullptr ? keys::token_of_none_ended(*kind) : keys::token_of_none_ended();
}

}  // namespace

bool endless(const Policy& policy) {
  return policy.liveness == Liveness::no && !policy.limit && !policy.ttl && !policy.max_duration;
}

bool may_resume(const SessionRow& row) { return row.policy.liveness == Liveness::resumes; }

bool apart(const SessionRow& row) { return may_resume(row) || endless(row.policy); }

void Stays::expect(const CheckIn& in) {
  projections::KindSeen& seen = s_.head.kinds[in.kind];
  seen.resumes |= in.policy.liveness == Liveness::resumes;
  seen.endless |= endless(in.policy);
  seen.limited |= in.policy.limit.has_value();
  seen.blank |= in.activity && in.activity->empty();
}

void Stays::note(const Event& event, Outcome was, Outcome is) {
  if (const auto* in = std::get_if<CheckIn>(&event.data)) {
    if ((was == Outcome::opened) == (is == Outcome::opened)) return;
    std::string key = keys::mention(s_.scope, keys::token_of_opened(in->kind), ref_of(event));
    is == Outcome::opened ? o_.put(Family::mentions, std::move(key), in->session_id.str()) : o_.erase(Family::mentions, std::move(key));
    return;
  }
  const auto token = token_of_none(event);
  if (!token || ended_nobody(was) == ended_nobody(is)) return;
  std::string key = keys::mention(s_.scope, *token, ref_of(event));
  ended_nobody(is) ? o_.put(Family::mentions, std::move(key), "") : o_.erase(Family::mentions, std::move(key));
}

void Stays::forget(const Event& event) {
  note(event, Outcome::opened, Outcome::ignored);
  note(event, Outcome::not_started, Outcome::ignored);
}

void Stays::note(const SessionRow* before, const SessionRow* after) {
  const auto counts = [](const SessionRow* row) { return row != nullptr && endless(row->policy) && !row->corrections.voided; };
  const bool was = counts(before), is = counts(after);
  if (was && is && before->kind == after->kind && before->started_at == after->started_at && before->end == after->end) return;
  if (was) put(*before, false);
  if (is) put(*after, true);
}

void Stays::put(const SessionRow& row, bool there) {
  const auto entry = [&](std::string key) { there ? o_.put(Family::mentions, std::move(key), "") : o_.erase(Family::mentions, std::move(key)); };
  if (!row.end) return entry(keys::stay(s_.scope, keys::token_of_endless(row.kind), row.started_at, row.id));
  const auto from = projections::day_of(row.started_at), to = projections::day_of(row.end->at);
  for (const keys::Bucket& b : keys::buckets_over(from, to)) {
    entry(keys::stay(s_.scope, keys::token_of_once_endless(row.kind, b.level), start_of(b), row.id));
  }
}

std::optional<SessionId> Stays::newest(const Kind& kind, Timestamp t,
                                       const std::function<bool(const SessionId&)>& counts) const {
  std::optional<std::pair<Timestamp, SessionId>> best;
  const std::string token = keys::token_of_opened(kind);
  const std::string prefix = keys::mentions_of(s_.scope, token);
  o_.scan_back(Family::mentions, prefix, keys::mention_from(s_.scope, token, t), [&](std::string_view key, std::string_view value) {
    const auto ref = keys::parse_event(key.substr(prefix.size()));
    if (!ref) return true;
    if (best && ref->time < best->first) return false;
    SessionId id{std::string(value)};
    if ((!best || best->second < id) && counts(id)) best = std::pair{ref->time, std::move(id)};
    return true;
  });
  return best ? std::optional{best->second} : std::nullopt;
}

std::vector<SessionId> Stays::endless_at(const Kind* kind, Timestamp t) const {
  std::vector<SessionId> ids;
  const auto collect = [&](const std::string& token, Timestamp from, Timestamp to) {
    const std::size_t prefix = keys::mentions_of(s_.scope, token).size();
    o_.scan(Family::mentions, keys::mention_from(s_.scope, token, from), keys::mention_from(s_.scope, token, to + Duration{1}),
            [&](std::string_view key, std::string_view) {
              if (auto id = keys::parse_stay(key.substr(prefix))) ids.push_back(std::move(*id));
              return true;
            });
  };
  for (const auto& [k, seen] : s_.head.kinds) {
    if (!seen.endless || (kind != nullptr && k != *kind)) continue;
    collect(keys::token_of_endless(k), projections::kBeginning, t);
    for (int level = 0; level < keys::kLevels; ++level) {
      const Timestamp bucket = start_of({level, keys::bucket_of(projections::day_of(t), level)});
      collect(keys::token_of_once_endless(k, level), bucket, bucket);
    }
  }
  return ids;
}

std::vector<Timestamp> Stays::spoke_for(const SessionRow& row, Timestamp from) const {
  std::vector<Timestamp> times;
  from = std::max(from, row.started_at + Duration{1});
  if (from > s_.newest) return times;
  const auto each = [&](const std::string& token, Timestamp after, const std::function<bool(Timestamp, std::string_view)>& visit) {
    const std::string prefix = keys::mentions_of(s_.scope, token);
    o_.scan(Family::mentions, keys::mention_from(s_.scope, token, after), projections::prefix_end(prefix),
            [&](std::string_view key, std::string_view value) {
              const auto ref = keys::parse_event(key.substr(prefix.size()));
              return !ref || visit(ref->time, value);
            });
  };
  // When the next one of the kind begins, which speaks after that. One that is void does not; nor does one that is not
  // there yet, or becomes void or real in this fold: where its own row is kept, what it spoke for is visited.
  Timestamp until = kEndOfTime;
  each(keys::token_of_opened(row.kind), row.started_at + Duration{1}, [&](Timestamp t, std::string_view id) {
    const RowPtr next = s_.rows.now(SessionId{std::string(id)}).row;
    if (next == nullptr || next->corrections.voided) return true;
    return until = t, false;
  });
  for (const std::string& token : {keys::token_of_none_ended(row.kind), keys::token_of_none_ended()}) {
    each(token, from, [&](Timestamp t, std::string_view) { return t <= until && (times.push_back(t), true); });
  }
  return times;
}

}  // namespace muster::processors
