#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "tests/support/reference/geodesy.h"
#include "tests/support/reference/places.h"
#include "tests/support/reference/shown.h"

namespace muster::reference {
namespace {

constexpr Duration kSkew = std::chrono::minutes{2};

// Collects occurrences; the first of each name stays, at one time the one accepted first.
class Raised {
 public:
  Raised(const Session& s, Timestamp as_of) : s_(s), as_of_(as_of) {}

  void raise(FlagName name, Timestamp since, Timestamp accepted,
             std::optional<Timestamp> claimed = std::nullopt) {
    if (since > as_of_) return;
    const Flag flag{name, since, std::max(accepted, s_.opener->env.ingesttime), claimed};
    const auto same =
        std::find_if(flags_.begin(), flags_.end(), [&](const Flag& f) { return f.name == name; });
    if (same == flags_.end()) {
      flags_.push_back(flag);
    } else if (std::tie(flag.since, flag.accepted) < std::tie(same->since, same->accepted)) {
      *same = flag;
    }
  }

  void raise(FlagName name, const Event& e) { raise(name, e.env.time, e.env.ingesttime); }

  std::vector<Flag> take() {
    std::sort(flags_.begin(), flags_.end(),
              [](const Flag& a, const Flag& b) { return a.name < b.name; });
    return std::move(flags_);
  }

 private:
  const Session& s_;
  Timestamp as_of_;
  std::vector<Flag> flags_;
};

void of_fix(const Session& s, const JudgedFix& f, Raised& flags) {
  const bool moving = f.fix.source == "location";
  if (f.fix.verdict == Verdict::outside) {
    flags.raise(moving ? FlagName::left_place : FlagName::outside_place, *f.event);
  }
  if (f.fix.verdict == Verdict::uncertain && !moving)
    flags.raise(FlagName::uncertain_place, *f.event);
  if (!f.fix.position) return;
  const auto& accuracy = f.fix.position->accuracy_m;
  if (accuracy && s.policy.accuracy_max_m && *accuracy > *s.policy.accuracy_max_m) {
    flags.raise(FlagName::low_accuracy, *f.event);
  }
  if (f.fix.position->mock.value_or(false)) flags.raise(FlagName::mock_location, *f.event);
}

// 200 km/h are 50/9 cm/ms. With no time between, any distance left is too fast.
bool impossible(const Fix& a, const Fix& b) {
  const std::int64_t apart =
      distance_cm(a.position->lat, a.position->lon, b.position->lat, b.position->lon);
  const std::int64_t left = apart - whole_cm(a.position->accuracy_m.value_or(0)) -
                            whole_cm(b.position->accuracy_m.value_or(0));
  return std::max<std::int64_t>(left, 0) * 9 > (b.time - a.time).count() * 50;
}

void of_fixes(const Facts& facts, const Session& s, Raised& flags) {
  const JudgedFix* previous = nullptr;
  const std::vector<JudgedFix> fixes = fixes_of(facts, s);
  for (const JudgedFix& f : fixes) {
    of_fix(s, f, flags);
    if (!f.fix.position) continue;
    if (previous && impossible(previous->fix, f.fix)) {
      flags.raise(FlagName::impossible_speed, f.fix.time,
                  std::max(previous->event->env.ingesttime, f.event->env.ingesttime));
    }
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
    return flags.raise(FlagName::long_running, since, std::max(since, edges_accepted(s)));
  }
}

void of_end(const Session& s, Raised& flags) {
  if (s.closed) {
    const Event& by = *s.closed->by;
    if (s.closed->reason == EndReason::evicted && !s.has_liveness()) {
      flags.raise(FlagName::forgotten_checkout, by);
    }
    if (closing_check_out(s) && s.closed->reason == EndReason::emergency) {
      flags.raise(FlagName::emergency, by);
    }
  } else if (const auto end = s.natural_end(); end && end->reason == EndReason::auto_closed) {
    const auto amended = s.fold_amended_end();
    const bool amended_first = amended && *amended <= end->at;
    if (!amended_first) flags.raise(FlagName::auto_closed, end->at, end->at);
  }
  for (const Event* claim : s.claims) {
    flags.raise(FlagName::checkout_after_end, claim->env.time, claim->env.ingesttime, claim->env.time);
  }
}

void of_clock(const Session& s, Raised& flags) {
  std::vector<const Event*> asked = s.check_ins;
  if (const Event* e = closing_check_out(s)) asked.push_back(e);
  asked.insert(asked.end(), s.claims.begin(), s.claims.end());
  for (const Event* e : asked) {
    const Envelope& env = e->env;
    if (env.devicetime && std::chrono::abs(env.time - *env.devicetime) > kSkew) {
      flags.raise(FlagName::clock_skew, *e);
    }
    if (!env.imported && s.policy.late_after && env.ingesttime - env.time > *s.policy.late_after) {
      flags.raise(FlagName::late_arrival, *e);
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
