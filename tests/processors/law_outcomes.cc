// What became of events, as the reference and the engine tell it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "projections/codec.h"
#include "projections/outcomes.h"
#include "projections/session_history.h"
#include "schemas/order.h"
#include "tests/processors/law_lines.h"
#include "tests/support/reference/names.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;

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
  return name_of(projections::outcome_of_sign(nullptr, {}, id, env.time));
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

}  // namespace muster::processors
