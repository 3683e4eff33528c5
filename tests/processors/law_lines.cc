#include "tests/processors/law_lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "projections/codec.h"
#include "projections/flags.h"
#include "projections/hours.h"
#include "projections/index_keys.h"
#include "projections/outcomes.h"
#include "projections/session_history.h"
#include "schemas/order.h"
#include "tests/support/reference/names.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/stories.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;

std::string text_of(std::optional<Timestamp> t) { return t ? stories::clock_text(*t) : "-"; }

namespace {

std::string spans_of(const reference::Intervals& all) {
  std::string out;
  for (const auto& i : all) out += "[" + text_of(i.start) + "," + text_of(i.end) + ")";
  return out;
}

std::string spans_of(const std::vector<projections::Interval>& all) {
  std::string out;
  for (const auto& i : all) out += "[" + text_of(i.start) + "," + text_of(i.end) + ")";
  return out;
}

// A session's line as both sides tell it.
std::string line(const reference::SessionAnswer& s) {
  std::ostringstream out;
  out << s.id.str() << " " << s.kind.str() << " " << reference::name(s.status) << " "
      << (s.end_reason == reference::EndReason::none ? "-" : reference::name(s.end_reason)) << " "
      << text_of(s.started_at) << " " << text_of(s.ended_at) << " computed " << text_of(s.computed_started_at)
      << " " << text_of(s.computed_ended_at) << " counted " << spans_of(s.counted) << " aliases";
  std::map<std::pair<Timestamp, SessionId>, int> aliases;  // at one time the fold adds them in its order
  for (const auto& [id, since] : s.aliases) aliases[{since, id}];
  for (const auto& [alias, none] : aliases) out << " " << alias.second.str() << "@" << text_of(alias.first);
  out << " says " << s.activity.value_or("") << "|" << s.service_type.value_or("") << "|" << s.notes.value_or("");
  for (const auto& [k, v] : s.labels) out << " " << k << "=" << v;
  if (s.device) out << " on " << s.device->device_id;
  if (s.check_out_position) out << " left at " << s.check_out_position->lat;
  // In an amended time nothing else keeps it alive.
  if (!(s.amended_end && s.amended_end->time) && s.started_at == s.computed_started_at) out << " by " << text_of(s.ends_by);
  // An amended start may lie before the first sign of life.
  if (s.started_at >= s.computed_started_at) out << " seen " << text_of(s.last_seen_at);
  for (const auto& f : s.flags) out << " " << reference::name(f.name) << "@" << text_of(f.since) << "/" << text_of(f.accepted);
  out << " review " << reference::name(s.review) << " " << s.reviewed_by.value_or("") << text_of(s.reviewed_at);
  return out.str();
}

std::string line(const projections::ShownSession& s, Timestamp as_of) {
  const auto& row = s.stored.row;
  std::ostringstream out;
  out << row.id.str() << " " << row.kind.str() << " " << name_of(s.view.status) << " "
      << (s.view.end_reason ? name_of(*s.view.end_reason) : "-") << " " << text_of(s.view.started_at) << " "
      << text_of(s.view.ended_at) << " computed " << text_of(s.view.computed_started_at) << " "
      << text_of(s.view.computed_ended_at) << " counted " << spans_of(s.view.counted) << " aliases";
  for (const auto& a : row.aliases) {
    if (a.since <= as_of) out << " " << a.id.str() << "@" << text_of(a.since);
  }
  out << " says " << row.activity << "|" << row.service_type.value_or("") << "|" << row.notes.value_or("");
  for (const auto& [k, v] : row.labels) out << " " << k << "=" << v;
  if (row.device) out << " on " << row.device->device_id;
  const bool left = row.check_out_position && row.end && row.end->at <= as_of;
  if (left) out << " left at " << row.check_out_position->lat;
  if (!row.corrections.ended_at && s.view.started_at == s.view.computed_started_at) out << " by " << text_of(s.view.ends_by);
  if (s.view.started_at >= s.view.computed_started_at) out << " seen " << text_of(s.view.last_seen_at);
  for (const auto& f : s.view.flags) out << " " << name_of(f.name) << "@" << text_of(f.since) << "/" << text_of(f.accepted);
  const auto* review = row.corrections.voided ? nullptr : projections::latest_review(row, as_of);
  out << " review " << name_of(s.view.review) << " " << (review ? review->by + text_of(review->at) : "-");
  return out.str();
}

}  // namespace

std::string sessions_of(const reference::SubjectAnswer& answer) {
  std::map<SessionId, std::string> lines;
  for (const auto& s : answer.sessions) lines[s.id] = line(s);
  std::string text;
  for (const auto& [id, l] : lines) text += l + "\n";
  return text;
}

std::string sessions_of(const EngineWorld& world, Timestamp as_of) {
  const auto reads = world.store->snapshot();
  std::map<SessionId, std::string> lines;
  reads->scan(Family::sessions, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view) {
    const auto scope = keys::parse_scope(key);
    const auto id = keys::parse_session(key.substr(scope->length));
    const auto shown = projections::show_session(*reads, scope->tenant, {0, scope->subject, *id}, as_of);
    if (shown) lines[*id] = line(*shown, as_of);
    return true;
  });
  std::string text;
  for (const auto& [id, l] : lines) text += l + "\n";
  return text;
}

std::string hours_of(const reference::SubjectAnswer& answer) {
  std::ostringstream out;
  for (const auto& [bucket, sum] : reference::subject_rollup(answer)) {
    if (sum.count() == 0) continue;
    out << bucket.kind.str() << "/" << bucket.activity << " " << text_of(bucket.quarter) << " " << sum.count() << "\n";
  }
  return out.str();
}

std::string hours_of(const EngineWorld& world, const EventSet& set, Timestamp as_of) {
  std::ostringstream out;
  if (set.copies.empty()) return "";
  const auto& env = set.copies.front().event.env;
  const auto reads = world.store->snapshot();
  const projections::Quarter last = projections::quarter_of(as_of) + 1;
  std::map<std::pair<projections::SubjectSeries, projections::Quarter>, Duration> all;
  EXPECT_TRUE(projections::subject_hours(*reads, env.tenant, env.subject, {}, {-1'000'000, last}, as_of,
                                         [&](const auto& series, auto q, Duration sum) { return all.emplace(std::pair{series, q}, sum).second; }));
  for (const auto& [at, sum] : all) {
    out << at.first.kind.str() << "/" << at.first.activity << " " << text_of(projections::start_of_quarter(at.second)) << " "
        << sum.count() << "\n";
  }
  return out.str();
}

std::string outcomes_of(const reference::SubjectAnswer& answer) {
  std::multimap<std::string, std::string> lines;
  for (const auto& h : answer.history) {
    if (h.type == "muster.ping.v1" || h.type == "muster.location.v1") continue;
    if (h.outcome == reference::Outcome::repeated || h.outcome == reference::Outcome::id_conflict) continue;
    lines.emplace(h.type + " " + h.id + h.source + " " + text_of(h.time), reference::name(h.outcome));
  }
  std::string text;
  for (const auto& [l, o] : lines) text += l + " " + o + "\n";
  return text;
}

namespace {

const char* type_name_of(EventType type) {
  switch (type) {
    case EventType::checkin: return "muster.checkin.v1";
    case EventType::checkout: return "muster.checkout.v1";
    case EventType::amendment: return "muster.amendment.v1";
    default: return "muster.review.v1";
  }
}

// Of a lifecycle event as it is stored; what became of a correction its session's row tells.
projections::Outcome outcome_of(const projections::Reads& reads, const projections::EventRef& ref,
                                const projections::HistoryRow& row, const keys::OwnedScope& scope) {
  if (row.outcome != projections::Outcome::accepted) return row.outcome;
  EventDecoder decoder;
  Event event;
  EXPECT_TRUE(decoder.decode(row.record, event));
  const auto* amendment = std::get_if<Amendment>(&event.data);
  const SessionId& id = amendment != nullptr ? amendment->session_id : std::get<Review>(event.data).session_id;
  const auto stored = projections::read_session(reads, scope.tenant, {0, scope.subject, id});
  return stored ? projections::outcome_of_correction(stored->row, ref) : projections::Outcome::unknown_session;
}

}  // namespace

std::string outcomes_of(const EngineWorld& world) {
  std::multimap<std::string, std::string> lines;
  const auto reads = world.store->snapshot();
  reads->scan(Family::history, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view value) {
    const auto scope = keys::parse_scope(key);
    const auto ref = keys::parse_event(key.substr(scope->length));
    const auto outcome = outcome_of(*reads, *ref, *projections::decode_history(value), *scope);
    lines.emplace(std::string(type_name_of(ref->type)) + " " + ref->id.str() + ref->source + " " + text_of(ref->time),
                  name_of(outcome));
    return true;
  });
  std::string text;
  for (const auto& [l, o] : lines) text += l + " " + o + "\n";
  return text;
}

namespace {

std::string text_of(const std::set<std::string>& lines) {
  std::string text;
  for (const auto& l : lines) text += l + "\n";
  return text;
}

}  // namespace

std::string copies_of(const reference::SubjectAnswer& answer) {
  std::set<std::string> lines;
  for (const auto& h : answer.history) {
    if (h.outcome != reference::Outcome::repeated && h.outcome != reference::Outcome::id_conflict) continue;
    lines.insert(h.type + " " + h.id + h.source + " " + text_of(h.time) + " " + std::string(reference::name(h.outcome)));
  }
  return text_of(lines);
}

std::string copies_of(const EngineWorld& world, const EventSet& set) {
  std::set<std::string> lines;
  const auto reads = world.store->snapshot();
  for (const auto& copy : set.copies) {
    const Envelope& env = copy.event.env;
    const EventType type = event_type(copy.event.data);
    const auto bytes = reads->get(Family::identities, keys::identity(keys::scope(0, env.tenant, env.subject), type, env.source, env.id));
    if (!bytes) continue;
    const auto identity = projections::decode_identity(*bytes).value();
    for (const auto& other : identity.copies) {
      const bool same = other.data_digest == identity.data_digest;
      lines.insert(std::string(type_name_of(type)) + " " + env.id.str() + env.source + " " + text_of(other.time) +
                   (same ? " repeated" : " id_conflict"));
    }
  }
  return text_of(lines);
}

// What became of pings and locations, which nothing stores.
std::string signs_of(const EventSet& set) {
  const auto answer = reference::fold(set.copies, kEndOfTime - Duration{1});
  std::map<std::string, std::string> lines;
  for (const auto& h : answer.history) {
    if (h.type != "muster.ping.v1" && h.type != "muster.location.v1") continue;
    lines.emplace(h.type + " " + h.content.substr(0, h.content.find(' ')) + " " + text_of(h.time), reference::name(h.outcome));
  }
  std::string text;
  for (const auto& [l, o] : lines) text += l + " " + o + "\n";
  return text;
}

namespace {

// As its session lists it: a ping of the moment of a location is told with that. Without a session it waits.
std::string outcome_of_sign(const projections::Reads& reads, const Envelope& env, const SessionId& id, Timestamp as_of) {
  for (const auto& at : projections::find_session(reads, env.tenant, id)) {
    const auto shown = at.subject == env.subject ? projections::show_session(reads, env.tenant, at, as_of) : std::nullopt;
    if (!shown) continue;
    const auto lines = projections::session_signs(reads, at.partition, shown->stored.row, shown->vouched.all, env.time,
                                                  env.time + Duration{1}, 1000);
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return l.id == id; });
    return line == lines.end() ? "not listed" : name_of(line->outcome);
  }
  return name_of(projections::Outcome::waiting);
}

}  // namespace

std::string signs_of(const EngineWorld& world, const EventSet& set) {
  const auto reads = world.store->snapshot();
  std::map<std::string, std::string> lines;
  for (const auto& copy : set.copies) {
    const Envelope& env = copy.event.env;
    const auto* ping = std::get_if<Ping>(&copy.event.data);
    const auto* location = std::get_if<Location>(&copy.event.data);
    if ((ping == nullptr && location == nullptr) || !check_clock(copy.event)) continue;
    const SessionId& id = ping != nullptr ? ping->session_id : location->session_id;
    lines.emplace(std::string(ping != nullptr ? "muster.ping.v1 " : "muster.location.v1 ") + id.str() + " " + text_of(env.time),
                  outcome_of_sign(*reads, env, id, set.moments.back()));
  }
  std::string text;
  for (const auto& [l, o] : lines) text += l + " " + o + "\n";
  return text;
}

// Which lists by flag and of reviews a session stands in, and which it should.
std::string marks_of(const reference::SubjectAnswer& answer) {
  std::set<std::string> lines;
  for (const auto& s : answer.sessions) {
    for (const auto& f : s.flags) lines.insert(std::string(reference::name(f.name)) + " " + s.id.str());
    if (s.review == reference::ReviewState::pending) lines.insert(std::string(keys::kPending) + " " + s.id.str());
  }
  return text_of(lines);
}

std::string marks_of(const EngineWorld& world, const Tenant& tenant) {
  std::set<std::string> lines;
  const auto reads = world.store->snapshot();
  const auto add = [&](const std::string& mark) {
    const std::string prefix = keys::marks(tenant, mark);
    reads->scan(Family::marks, prefix, projections::prefix_end(prefix), [&](std::string_view key, std::string_view) {
      lines.insert(mark + " " + keys::parse_session_key(key.substr(prefix.size()))->session.str());
      return true;
    });
  };
  for (std::size_t i = 0; i < projections::kFlagCount; ++i) add(name_of(static_cast<projections::FlagName>(i)));
  add(keys::kPending);
  return text_of(lines);
}

}  // namespace muster::processors
