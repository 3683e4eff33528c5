#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "schemas/json_writer.h"
#include "tests/support/reference/geodesy.h"
#include "tests/support/reference/places.h"
#include "tests/support/reference/shown.h"

namespace muster::reference {
namespace {

constexpr Duration kSkew = std::chrono::minutes{2};

// Collects occurrences; the first of each name stays, at one time the one accepted first, then by its evidence.
class Raised {
 public:
  Raised(const Session& s, Timestamp as_of) : s_(s), as_of_(as_of) {}

  void raise(FlagName name, Timestamp since, Timestamp accepted, std::string evidence) {
    if (since > as_of_) return;
    Flag flag{name, since, accepted, std::move(evidence)};
    const auto same =
        std::find_if(flags_.begin(), flags_.end(), [&](const Flag& f) { return f.name == name; });
    if (same == flags_.end()) {
      flags_.push_back(std::move(flag));
    } else if (std::tie(flag.since, flag.accepted, flag.evidence) <
               std::tie(same->since, same->accepted, same->evidence)) {
      *same = std::move(flag);
    }
  }

  std::vector<Flag> take() {
    for (Flag& f : flags_) f.accepted = std::max(f.accepted, s_.opener->env.ingesttime);
    std::sort(flags_.begin(), flags_.end(),
              [](const Flag& a, const Flag& b) { return a.name < b.name; });
    return std::move(flags_);
  }

 private:
  const Session& s_;
  Timestamp as_of_;
  std::vector<Flag> flags_;
};

// A JSON object of what `write` writes.
template <class Write>
std::string object(Write write) {
  std::string out;
  {
    JsonObjectWriter json(out);
    write(json);
  }
  return out;
}

void write_where(JsonObjectWriter& json, const Fix& f) {
  json.time("time", f.time);
  json.number("lat", f.position->lat);
  json.number("lon", f.position->lon);
  json.number_if("accuracy_m", f.position->accuracy_m);
}

std::string evidence_of(const Fix& f) {
  return object([&](JsonObjectWriter& json) {
    json.text("fix", f.source);
    write_where(json, f);
    if (f.distance_cm) json.number("distance_m", static_cast<double>(*f.distance_cm) / 100.0);
  });
}

// Raised by an event: it is named, and what `more` says of it.
template <class More>
void of_event(Raised& flags, FlagName name, const Envelope& env, More more) {
  flags.raise(name, env.time, env.ingesttime, object([&](JsonObjectWriter& json) {
                json.text("event_id", env.id.view());
                more(json);
              }));
}

void of_fix(const Session& s, const JudgedFix& f, Raised& flags) {
  const Envelope& env = f.event->env;
  if (!f.fix.position) {
    return of_event(flags, FlagName::uncertain_place, env, [](auto& json) { json.text("fix", "none"); });
  }
  const auto raise = [&](FlagName name) { flags.raise(name, env.time, env.ingesttime, evidence_of(f.fix)); };
  const bool moving = f.fix.source == "location";
  if (f.fix.verdict == Verdict::outside) raise(moving ? FlagName::left_place : FlagName::outside_place);
  if (f.fix.verdict == Verdict::uncertain && !moving) raise(FlagName::uncertain_place);
  const auto& accuracy = f.fix.position->accuracy_m;
  if (accuracy && s.policy.accuracy_max_m && *accuracy > *s.policy.accuracy_max_m) raise(FlagName::low_accuracy);
  if (f.fix.position->mock.value_or(false)) raise(FlagName::mock_location);
}

// What lies between two fixes beyond their accuracies.
std::int64_t left_cm(const Fix& a, const Fix& b) {
  const std::int64_t apart =
      distance_cm(a.position->lat, a.position->lon, b.position->lat, b.position->lon);
  return std::max<std::int64_t>(apart - whole_cm(a.position->accuracy_m.value_or(0)) -
                                    whole_cm(b.position->accuracy_m.value_or(0)), 0);
}

// 200 km/h are 50/9 cm/ms. With no time between, any distance left is too fast.
void of_speed(const JudgedFix& a, const JudgedFix& b, Raised& flags) {
  const std::int64_t left = left_cm(a.fix, b.fix);
  const Duration between = b.fix.time - a.fix.time;
  if (left * 9 <= between.count() * 50) return;
  std::string evidence = object([&](JsonObjectWriter& json) {
    json.key("from") += object([&](auto& from) { write_where(from, a.fix); });
    json.key("to") += object([&](auto& to) { write_where(to, b.fix); });
    json.number("distance_m", static_cast<double>(left) / 100.0);
    json.seconds("seconds", between);
  });
  flags.raise(FlagName::impossible_speed, b.fix.time,
              std::max(a.event->env.ingesttime, b.event->env.ingesttime), std::move(evidence));
}

void of_fixes(const Facts& facts, const Session& s, Raised& flags) {
  const JudgedFix* previous = nullptr;
  const std::vector<JudgedFix> fixes = fixes_of(facts, s);
  for (const JudgedFix& f : fixes) {
    of_fix(s, f, flags);
    if (!f.fix.position) continue;
    if (previous) of_speed(*previous, f, flags);
    previous = &f;
  }
}

Timestamp edges_accepted(const Session& s) {
  Timestamp accepted = s.opener->env.ingesttime;
  for (const Event* e : {s.amendments.started_at, s.amendments.ended_at}) {
    if (e) accepted = std::max(accepted, e->env.ingesttime);
  }
  return accepted;
}

void of_length(const Session& s, Raised& flags) {
  if (!s.policy.long_after) return;
  const Timestamp limit = shown_start(s) + *s.policy.long_after;
  for (const Interval& i : presence_of(s)) {
    if (i.end <= limit) continue;
    const Timestamp since = std::max(i.start, limit);
    return flags.raise(FlagName::long_running, since, std::max(since, edges_accepted(s)),
                       object([&](auto& json) { json.seconds("long_after_s", *s.policy.long_after); }));
  }
}

void of_end(const Session& s, Raised& flags) {
  if (s.closed) {
    const Event& by = *s.closed->by;
    if (s.closed->reason == EndReason::evicted && !s.has_liveness()) {
      const SessionId& in_its_place = std::get<CheckIn>(by.data).session_id;
      of_event(flags, FlagName::forgotten_checkout, by.env, [&](auto& json) { json.text("session_id", in_its_place.view()); });
    }
    if (closing_check_out(s) && s.closed->reason == EndReason::emergency) {
      of_event(flags, FlagName::emergency, by.env, [](auto&) {});
    }
  } else if (const auto end = s.natural_end(); end && end->reason == EndReason::auto_closed) {
    const auto amended = s.fold_amended_end();
    const bool amended_first = amended && *amended <= end->at;
    const auto limit = [&](auto& json) { json.seconds("max_duration_s", *s.policy.max_duration); };
    if (!amended_first) flags.raise(FlagName::auto_closed, end->at, end->at, object(limit));
  }
  for (const Event* claim : s.claims) {
    of_event(flags, FlagName::checkout_after_end, claim->env, [&](auto& json) { json.time("claimed_end", claim->env.time); });
  }
}

void of_clock(const Session& s, Raised& flags) {
  std::vector<const Event*> asked = s.check_ins;
  if (const Event* e = closing_check_out(s)) asked.push_back(e);
  asked.insert(asked.end(), s.claims.begin(), s.claims.end());
  for (const Event* e : asked) {
    const Envelope& env = e->env;
    if (env.devicetime && std::chrono::abs(env.time - *env.devicetime) > kSkew) {
      of_event(flags, FlagName::clock_skew, env, [&](auto& json) {
        json.time("devicetime", *env.devicetime);
        json.time("time", env.time);
      });
    }
    if (!env.imported && s.policy.late_after && env.ingesttime - env.time > *s.policy.late_after) {
      of_event(flags, FlagName::late_arrival, env, [&](auto& json) { json.time("ingesttime", env.ingesttime); });
    }
  }
}

}  // namespace

void raise_flags(const Facts& facts, const Session& s, Timestamp as_of, SessionAnswer& out) {
  if (s.voided) return;
  Raised flags(s, as_of);
  of_fixes(facts, s, flags);
  of_length(s, flags);
  of_end(s, flags);
  of_clock(s, flags);
  out.flags = flags.take();
}

}  // namespace muster::reference
