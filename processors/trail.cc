#include "processors/trail.h"

#include <utility>
#include <variant>

#include "projections/codec.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;
using projections::FixSource;
using projections::Outcome;
using projections::TrailFix;

namespace {

bool refreshed(Outcome o) { return o == Outcome::refreshed || o == Outcome::already_active; }

}  // namespace

void note_location(Subject& s, const Envelope& env, const Location& location) {
  const TrailFix fix{env.time, location.position, env.ingesttime, FixSource::location};
  std::string bytes = projections::encode(fix);
  std::string key = keys::trail(s.scope, location.session_id, env.time, projections::content_hash(bytes));
  s.overlay.put(Family::trail, std::move(key), std::move(bytes));
  s.fixes[location.session_id].push_back({fix, false});
}

void note_refresh(Subject& s, const Event& event, Outcome was, Outcome is) {
  const auto* in = std::get_if<CheckIn>(&event.data);
  if (in == nullptr || !in->position || refreshed(was) == refreshed(is)) return;
  const Envelope& env = event.env;
  const TrailFix fix{env.time, *in->position, env.ingesttime, FixSource::check_in};
  // Two may say the same, and one of them go.
  std::string bytes = projections::encode(fix);
  std::string key = keys::trail(s.scope, in->session_id, env.time, projections::content_hash(bytes));
  key.append(env.id.view()).append(" ").append(env.source);
  if (refreshed(is)) {
    s.overlay.put(Family::trail, std::move(key), std::move(bytes));
  } else {
    s.overlay.erase(Family::trail, std::move(key));
  }
  s.fixes[in->session_id].push_back({fix, !refreshed(is)});
}

}  // namespace muster::processors
