#include "processors/history.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>

#include "processors/fold.h"
#include "processors/fold_order.h"
#include "processors/stays.h"
#include "projections/codec.h"
#include "projections/mention_keys.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::EventRef;
using projections::Family;
using projections::HistoryRow;
using projections::IdentityRow;
using projections::Outcome;

namespace {

struct TokenOf {
  std::string operator()(const CheckIn& e) const { return keys::token_of_id(e.session_id); }
  std::string operator()(const Ping& e) const { return keys::token_of_id(e.session_id); }
  std::string operator()(const Location& e) const { return keys::token_of_id(e.session_id); }
  std::string operator()(const CheckOut& e) const { return std::visit(*this, e.selector); }
  std::string operator()(const Amendment& e) const { return keys::token_of_correction(e.session_id); }
  std::string operator()(const Review& e) const { return keys::token_of_correction(e.session_id); }
  std::string operator()(const DirectoryChange&) const { return {}; }
  std::string operator()(const SessionId& id) const { return keys::token_of_id(id); }
  std::string operator()(const Kind& kind) const { return keys::token_of_kind(kind); }
  std::string operator()(const AllSessions&) const { return keys::token_of_all(); }
};

void order_group(std::span<Past> group) {
  std::vector<const Event*> order;
  std::unordered_map<const Event*, Past*> places;
  for (Past& past : group) {
    order.push_back(&past.event);
    places.emplace(&past.event, &past);
  }
  order_at_one_time(order);
  std::vector<Past> ordered;
  for (const Event* event : order) ordered.push_back(std::move(*places.at(event)));
  std::move(ordered.begin(), ordered.end(), group.begin());
}

// Without its record.
HistoryRow row_of(const Incoming& in) {
  return {is_correction(in.event) ? Outcome::accepted : Outcome::ignored, "", in.at.partition, in.at.offset, ""};
}

void add_copy(IdentityRow& row, const projections::IdentityCopy& copy) {
  const auto at = std::lower_bound(row.copies.begin(), row.copies.end(), copy);
  if (at == row.copies.end() || *at != copy) row.copies.insert(at, copy);
}

}  // namespace

std::uint64_t data_digest(const Event& event) {
  const std::string data = comparable_data(event.data);
  return XXH3_64bits(data.data(), data.size());
}

bool is_correction(const Event& event) {
  return std::holds_alternative<Amendment>(event.data) || std::holds_alternative<Review>(event.data);
}

std::string token_of(const Event& event) { return std::visit(TokenOf{}, event.data); }

void order_by_fold(std::vector<Past>& events) {
  const auto time = [](const Past& past) { return past.event.env.time; };
  const auto before = [&](const Past& a, const Past& b) { return time(a) < time(b); };
  if (!std::is_sorted(events.begin(), events.end(), before)) std::stable_sort(events.begin(), events.end(), before);
  for (auto from = events.begin(); from != events.end();) {
    const auto to = std::find_if(from, events.end(), [&](const Past& past) { return time(past) != time(*from); });
    if (to - from > 1) order_group({&*from, static_cast<std::size_t>(to - from)});
    from = to;
  }
}

std::optional<IdentityRow> History::identity(const Event& event) const {
  const auto stored =
      o_.get(Family::identities, keys::identity(scope_, event_type(event.data), event.env.source, event.env.id));
  if (!stored) return std::nullopt;
  return projections::or_fail(projections::decode_identity(*stored));
}

Past History::begin(Incoming&& in) {
  const Envelope& env = in.event.env;
  o_.put(Family::identities, keys::identity(scope_, event_type(in.event.data), env.source, env.id),
         projections::encode(IdentityRow{env.time, env.ingesttime, data_digest(in.event), {}}));
  mention(in.event);
  HistoryRow row = row_of(in);
  row.record = std::move(in.record);
  return {std::move(in.event), std::move(row)};
}

History::Taken History::again(const Incoming& in, IdentityRow row) {
  const Envelope& env = in.event.env;
  const EventType type = event_type(in.event.data);
  const EventRef known{row.time, type, env.id, env.source};
  const auto bytes = o_.get(Family::history, keys::history(scope_, known));
  const HistoryRow known_row = projections::or_fail(projections::decode_history(bytes.value_or("")));
  if (row.time == env.time && row.ingesttime == env.ingesttime && known_row.record == in.record) {
    return {false, {}, {}};  // the same element of the set once more
  }
  Taken taken{false, {}, {}};
  const std::uint64_t digest = data_digest(in.event);
  const bool wins = std::tie(env.time, env.ingesttime, in.record) <
                    std::tie(row.time, row.ingesttime, known_row.record);
  if (wins) {
    taken = {true, decode(known_row.record), known_row.outcome};
    add_copy(row, {row.time, row.data_digest});
    if (taken.gone) remove(*taken.gone);
    row.time = env.time;
    row.ingesttime = env.ingesttime;
    row.data_digest = digest;
    mention(in.event);
    HistoryRow written = row_of(in);
    written.record = in.record;
    o_.put(Family::history, keys::history(scope_, ref_of(in.event)), projections::encode(written));
  } else {
    add_copy(row, {env.time, digest});
  }
  o_.put(Family::identities, keys::identity(scope_, type, env.source, env.id), projections::encode(row));
  return taken;
}

void History::mention(const Event& event) {
  o_.put(Family::mentions, keys::mention(scope_, token_of(event), ref_of(event)), "");
  const Timestamp t = event.env.time;
  s_.newest = std::max(s_.newest, t);
  s_.head.corrected |= is_correction(event);
  if (const auto* in = std::get_if<CheckIn>(&event.data)) Stays(s_).expect(*in);
  const auto* out = std::get_if<CheckOut>(&event.data);
  if (out != nullptr && !std::holds_alternative<SessionId>(out->selector)) s_.head.loose = std::max(s_.head.loose, t);
}

void History::remove(const Event& event) {
  const EventRef ref = ref_of(event);
  o_.erase(Family::history, keys::history(scope_, ref));
  o_.erase(Family::mentions, keys::mention(scope_, token_of(event), ref));
  Stays(s_).forget(event);
}

std::optional<Event> History::decode(std::string_view record) const {
  thread_local EventDecoder decoder;
  Event event;
  if (!decoder.decode(record, event)) return std::nullopt;
  return event;
}

std::vector<Past> History::events(Timestamp from, Timestamp to) const {
  std::vector<Past> found;
  const std::string end =
      to == kEndOfTime ? projections::prefix_end(scope_.bytes) : keys::history_from(scope_, to);
  o_.scan(Family::history, keys::history_from(scope_, from), end,
          [&](std::string_view, std::string_view value) {
            auto row = projections::or_fail(projections::decode_history(value));
            if (auto e = decode(row.record)) found.push_back({std::move(*e), std::move(row)});
            return true;
          });
  order_by_fold(found);
  return found;
}

void History::write(const Past& past) {
  o_.put(Family::history, keys::history(scope_, ref_of(past.event)), projections::encode(past.row));
}

std::optional<History::Stored> History::checkpoint_at_or_before(Timestamp t) const {
  std::optional<Stored> found;
  o_.scan_back(Family::checkpoints, scope_.bytes, keys::checkpoint(scope_, t + Duration{1}),
               [&](std::string_view key, std::string_view value) {
                 const auto at = keys::parse_time(key.substr(scope_.bytes.size()));
                 if (at) found = Stored{*at, std::string(value)};
                 return false;
               });
  return found;
}

std::optional<History::Stored> History::checkpoint_after(Timestamp t) const {
  std::optional<Stored> found;
  o_.scan(Family::checkpoints, keys::checkpoint(scope_, t + Duration{1}), keys::subject_head(scope_),
          [&](std::string_view key, std::string_view value) {
            const auto at = keys::parse_time(key.substr(scope_.bytes.size()));
            if (at) found = Stored{*at, std::string(value)};
            return false;
          });
  return found;
}

void History::write_checkpoint(Timestamp t, std::string bytes) {
  o_.put(Family::checkpoints, keys::checkpoint(scope_, t), std::move(bytes));
}

void History::mentions(std::string_view token, Timestamp from,
                       const std::function<bool(const EventRef&)>& visit) const {
  if (from > s_.newest) return;
  const std::string prefix = keys::mentions_of(scope_, token);
  o_.scan(Family::mentions, keys::mention_from(scope_, token, from), projections::prefix_end(prefix),
          [&](std::string_view key, std::string_view) {
            const auto ref = keys::parse_event(key.substr(prefix.size()));
            return !ref || visit(*ref);
          });
}

void History::mentions_back(std::string_view token, Timestamp from, Timestamp to,
                            const std::function<bool(const EventRef&)>& visit) const {
  const std::size_t prefix = keys::mentions_of(scope_, token).size();
  o_.scan_back(Family::mentions, keys::mention_from(scope_, token, from), keys::mention_from(scope_, token, to),
               [&](std::string_view key, std::string_view) {
                 const auto ref = keys::parse_event(key.substr(prefix));
                 return !ref || visit(*ref);
               });
}

std::optional<EventRef> History::first_mention(std::string_view token, Timestamp from,
                                               std::optional<EventType> of) const {
  std::optional<EventRef> found;
  mentions(token, from, [&](const EventRef& ref) {
    if (of && ref.type != *of) return true;
    found = ref;
    return false;
  });
  return found;
}

std::optional<Timestamp> History::first_check_out(const SessionId& id, Timestamp from) const {
  if (from > s_.head.loose) return std::nullopt;
  const auto first = first_mention(keys::token_of_id(id), from, EventType::checkout);
  return first ? std::optional{first->time} : std::nullopt;
}

std::optional<Timestamp> History::first_check_out(const Kind& kind, Timestamp from) const {
  if (from > s_.head.loose) return std::nullopt;
  std::optional<Timestamp> first;
  for (const std::string& token : {keys::token_of_kind(kind), keys::token_of_all()}) {
    const auto ref = first_mention(token, from);
    if (ref && (!first || ref->time < *first)) first = ref->time;
  }
  return first;
}

std::optional<Past> History::past(const EventRef& ref) const {
  const auto bytes = o_.get(Family::history, keys::history(scope_, ref));
  if (!bytes) return std::nullopt;
  auto row = projections::or_fail(projections::decode_history(*bytes));
  auto event = decode(row.record);
  if (!event) return std::nullopt;
  return Past{std::move(*event), std::move(row)};
}

std::vector<Event> History::corrections_of(const SessionId& id) const {
  std::vector<Event> out;
  mentions(keys::token_of_correction(id), from_ms(std::numeric_limits<std::int64_t>::min()),
           [&](const EventRef& ref) {
             if (auto p = past(ref)) out.push_back(std::move(p->event));
             return true;
           });
  std::sort(out.begin(), out.end(), [](const Event& a, const Event& b) {
    return std::tie(a.env.time, a.env.id, a.env.source) < std::tie(b.env.time, b.env.id, b.env.source);
  });
  return out;
}

void History::attach_corrections(projections::SessionRow& row) const {
  row.corrections = {};
  row.reviews.clear();
  if (!s_.head.corrected) return;
  for (const Event& e : corrections_of(row.id)) {
    const std::string by = e.env.actor.value_or(e.env.subject.str());
    if (const auto* a = std::get_if<Amendment>(&e.data)) {
      // The latest per field wins.
      if (a->started_at) row.corrections.started_at = *a->started_at;
      if (a->ended_at) row.corrections.ended_at = *a->ended_at;
      if (a->void_) row.corrections.voided = *a->void_;
      row.corrections.notes.push_back({by, e.env.time, e.env.ingesttime, e.env.id, e.env.source, *a});
    } else if (const auto* r = std::get_if<Review>(&e.data)) {
      row.reviews.push_back({r->decision, by, e.env.time, e.env.ingesttime, r->note, e.env.id, e.env.source});
    }
  }
}

}  // namespace muster::processors
