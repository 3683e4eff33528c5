// From draws to events. Weights are chosen so that each outcome, status, flag and reason occurs in
// more than one of two hundred sets (a test counts them).
#include <fmt/core.h>

#include <algorithm>

#include "tests/support/generators.h"
#include "tests/support/stories.h"

namespace muster::generators {
namespace {

using stories::Told;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 10> kKinds{"worklog", "pc",     "device", "visit", "pass",
                                                  "lock",    "beacon", "desk",   "shift", "watch"};

// Seconds from the base: around the edges of the policies.
constexpr std::array<std::array<std::int64_t, 8>, 5> kTimes{{
    {0, 30, 60, 65, 66, 120, 125, 600},
    {0, 60, 65, 3600, 3660, 7200, 28800, 43200},
    {0, 900, 1800, 3599, 3600, 28800, 43200, 86400},
    {0, 1, 43200, 43201, 86400, 2592000, 2592001, 2678400},
    {0, 10, 20, 600, 660, 661, 3600, 3605},
}};
constexpr std::array<std::string_view, 4> kBases{"2026-03-02T08:00:00Z", "2026-03-28T22:00:00Z",
                                                 "2026-12-31T20:00:00Z", "2026-10-24T23:07:30Z"};
constexpr Duration kAfterAll = std::chrono::hours{24 * 40};

struct Cook {
  const Recipe& recipe;
  const Ingredient& d;

  std::uint32_t pick(Draw which, std::uint32_t n) const { return d[which] % n; }
  // True in `percent` of the draws, false for small ones.
  bool rarely(Draw which, std::uint32_t percent) const {
    return d[which] >= kDrawLimit - kDrawLimit * percent / 100;
  }

  Timestamp base() const { return stories::at(kBases[recipe.base % kBases.size()]); }
  Timestamp slot(std::uint32_t n) const {
    return base() + std::chrono::seconds{kTimes[recipe.times % kTimes.size()][n % 8]};
  }
  Timestamp time() const { return slot(d[kSlot]); }
  std::string session() const { return std::string(1, static_cast<char>('a' + pick(kSession, 3))); }

  // Often the set's first kind, so that limits are met, often one that goes with the session.
  std::string_view kind() const {
    const std::uint32_t which = pick(kKind, 8);
    const std::uint32_t own = pick(kSession, 3);
    return palette(recipe.palette)[which < 4 ? 0 : which < 7 ? own : 3];
  }

  void envelope(Told& told, std::string_view subject) const {
    told.id(fmt::format("e{}", pick(kEventId, 10))).subject(subject);
    told.source(rarely(kEventId, 10) ? "phone" : "desk");
    if (rarely(kImported, 8)) told.imported();
    const Timestamp t = told.event.env.time;
    if (rarely(kClock, 12)) told.claimed(pick(kClock, 2) ? t - 3min : t + 1min);
    static constexpr std::array<Duration, 12> kDelays{0s,  0s, 1s, 0s,  10min, 61min,
                                                      13h, 9h, 0s, 48h, 24h,   -1min};
    told.accepted(t + kDelays[pick(kDelay, 12)]);
    if (rarely(kDelay, 4)) told.accepted(t + (pick(kDelay, 2) ? Duration{9601h} : Duration{-3min}));
  }

  void place_and_position(Told& told, bool may_be_missing) const {
    const std::uint32_t where = pick(kWhere, 9);
    if (may_be_missing && where < 2) return;
    // One hundredth of a degree of latitude is about 1,112 m; the place has a radius of 100 m.
    static constexpr std::array<double, 9> kNorth{0, 0, 0, 0.0005, 0.02, 0.0009, 0, 0, 3.0};
    static constexpr std::array<double, 9> kAccuracy{10, 10, 10, 20, 15, 30, 250, -1, 5};
    const double accuracy = kAccuracy[where];
    told.position(52.5 + kNorth[where], 13.4,
                  accuracy < 0 ? std::nullopt : std::optional{accuracy});
    if (rarely(kRare, 12)) told.mock();
  }

  Told check_in() const {
    const std::string_view name = kind();
    Told told = stories::check_in(session(), name, time());
    Policy policy = policy_named(name);
    if (rarely(kRare, 8) && policy.limit) policy.limit = 2;
    // A kind whose rules were changed.
    if (name == "post" && rarely(kReason, 15)) policy.limit = 1 + pick(kReason, 2);
    if (name == "post" && pick(kReason, 3) == 0) policy.on_limit = OnLimit::evict_oldest;
    told.policy(policy);
    if (policy.liveness != Liveness::no && rarely(kVouch, 20)) told.vouching(600, 60);
    if (const auto a = pick(kActivity, 4); a > 1) told.activity(a == 2 ? "code" : "mail");
    if (rarely(kActivity, 30)) told.notes(fmt::format("note-{}", pick(kSlot, 8)));
    if (rarely(kActivity, 20)) told.label("team", fmt::format("{}", pick(kSlot, 3)));
    if (policy.place_required || pick(kWhere, 3) == 2) {
      told.place(pick(kSelector, 4) == 3 ? "yard" : "office", 52.5, 13.4, 100);
      place_and_position(told, true);
    }
    return told;
  }

  Told ping() const {
    static constexpr std::array<std::pair<int, int>, 5> kLengths{
        {{60, 5}, {60, 5}, {30, 0}, {600, 60}, {3600, 0}}};
    const auto [next_ping, grace] = kLengths[pick(kVouch, 5)];
    const auto a = pick(kActivity, 3);
    return stories::ping(session(), time(), next_ping, grace,
                         a == 0   ? ""
                         : a == 1 ? "code"
                                  : "mail");
  }

  Told location() const {
    Told told = stories::location(session(), time(), 52.5, 13.4);
    place_and_position(told, false);
    return told;
  }

  Told check_out() const {
    const auto reason = static_cast<CheckOutReason>(pick(kReason, 4));
    const std::uint32_t how = pick(kSelector, 8);
    Told told = how < 5   ? stories::check_out(session(), time(), reason)
                : how < 7 ? stories::check_out_kind(kind(), time(), reason)
                          : stories::check_out_all(time(), reason);
    if (pick(kWhere, 3) != 0) place_and_position(told, false);
    return told;
  }

  // Most corrections are made after everything else, some in the middle of it.
  Timestamp correcting_time() const {
    return rarely(kRare, 25) ? time() : base() + kAfterAll + std::chrono::minutes{pick(kSlot, 4)};
  }

  Told amendment() const {
    Told told = stories::amend(session(), correcting_time());
    told.by("boss");
    static constexpr std::array<Duration, 4> kNudges{0s, 30s, -30min, 90min};
    const auto edge = [&](std::uint32_t n) { return slot(n) + kNudges[pick(kReason, 4)]; };
    const std::uint32_t what = pick(kEdges, 10);
    if (what == 7) told.voiding();
    if (what == 8) told.ended_at(std::nullopt).started_at(std::nullopt);
    if (what == 9) told.voiding(pick(kReason, 3) != 0);
    if (what < 5) told.ended_at(edge(d[kEdgeSlot]));
    if (what > 2 && what < 7) told.started_at(edge(d[kEdgeSlot] / 8));
    return told;
  }

  Told review() const {
    return stories::review(session(), correcting_time(), static_cast<Decision>(pick(kReason, 3)))
        .by("boss");
  }

  Told told() const {
    static constexpr std::array<std::uint32_t, 5> kUpTo{40, 54, 66, 83, 92};  // of 100
    const std::uint32_t type = pick(kType, 100);
    if (type < kUpTo[0]) return check_in();
    if (type < kUpTo[1]) return ping();
    if (type < kUpTo[2]) return location();
    if (type < kUpTo[3]) return check_out();
    return type < kUpTo[4] ? amendment() : review();
  }
};

// A copy of what was told last: the same record, a retry at another time, or accepted later.
Told copied(const Cook& cook, Told told) {
  switch (cook.pick(kReason, 3)) {
    case 0:
      return told;
    case 1:
      return told.accepted(told.event.env.ingesttime + 1min);
    default: {
      const Duration delay = told.event.env.ingesttime - told.event.env.time;
      told.event.env.time = cook.time();
      return told.accepted(cook.time() + delay);
    }
  }
}

}  // namespace

Policy policy_named(std::string_view kind) {
  Policy p =
      stories::policy_of(kind == "lock" || kind == "shift" || kind == "beacon" ? "pc" : kind);
  if (kind == "lock") p.limit = 1;
  if (kind == "beacon") p.liveness = Liveness::final;
  if (kind == "desk") {
    p.liveness = Liveness::final;
    p.next_ping = 600s;
    p.grace = 60s;
    p.limit = 2;
    p.review_all = true;
  }
  if (kind == "shift") {
    p.ttl = 3600s;
    p.limit = 2;
    p.on_limit = OnLimit::evict_oldest;
  }
  if (kind == "watch") {
    p.ttl = 7200s;
    p.max_duration = 3600s;
    p.limit = 1;
    p.long_after = 1800s;
  }
  return p;
}

std::array<std::string_view, 4> palette(std::uint32_t number) {
  std::array<std::string_view, 4> out;
  for (std::uint32_t i = 0; i < 4; ++i) out[i] = kKinds[(number + 3 * i) % kKinds.size()];
  if (number >= kDrawLimit / 6 * 5) out[0] = "post";  // which nothing ends by itself
  return out;
}

EventSet cook(const Recipe& recipe, const std::vector<Ingredient>& ingredients,
              std::string_view subject) {
  EventSet out;
  std::vector<Told> story;
  for (const Ingredient& d : ingredients) {
    const Cook cook{recipe, d};
    if (!story.empty() && cook.rarely(kCopy, 15)) {
      story.push_back(copied(cook, story.back()));
      continue;
    }
    story.push_back(cook.told());
    cook.envelope(story.back(), subject);
  }
  out.copies = stories::tell(std::move(story));
  const Ingredient none{};
  const Cook moment{recipe, none};
  for (std::uint32_t i = 0; i < 8; ++i) out.moments.push_back(moment.slot(i));
  out.moments.push_back(moment.slot(7) + 31s);
  out.moments.push_back(moment.base() + kAfterAll + std::chrono::hours{24 * 60});
  return out;
}

}  // namespace muster::generators
