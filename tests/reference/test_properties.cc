// What must hold of every set of events (docs/semantics.md, The one law, As of, Hours).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "tests/support/generators.h"
#include "tests/support/reference/intervals.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/stories.h"

namespace muster::reference {
namespace {

using generators::EventSet;

constexpr Duration kLongestGrace = std::chrono::seconds{60};  // of the generated events

// A moment of the set, of those that the story is about.
Timestamp a_moment(const EventSet& set) {
  return set.moments[*rc::gen::inRange<std::size_t>(0, set.moments.size())];
}

bool is_correction(const Copy& c) {
  return std::holds_alternative<Amendment>(c.event.data) ||
         std::holds_alternative<Review>(c.event.data);
}

bool is_correction(const HistoryLine& l) {
  return l.type == "muster.amendment.v1" || l.type == "muster.review.v1";
}

// What may not depend on events after t: all but what a later ping may still fill, what somebody
// amended beyond t, and descriptions, which are shown as known now.
SubjectAnswer known_at(SubjectAnswer answer, Timestamp t) {
  std::erase_if(answer.history, [](const HistoryLine& l) { return is_correction(l); });
  std::erase_if(answer.sessions, [&](const SessionAnswer& s) {
    const bool beyond = s.amended_end && s.amended_end->time && *s.amended_end->time > t;
    return s.computed_started_at > t || beyond;
  });
  const Timestamp settled = t - kLongestGrace;
  for (SessionAnswer& s : answer.sessions) {
    const auto cut = [&](Intervals& i) { i = clip(i, Timestamp::min(), settled); };
    cut(s.presence);
    cut(s.counted);
    for (auto& [activity, time] : s.counted_by_activity) cut(time);
    std::erase_if(s.counted_by_activity, [](const auto& a) { return a.second.empty(); });
    std::erase_if(s.flags, [&](const Flag& f) {
      return f.name == FlagName::long_running && f.since > settled;
    });
    s.counted_to.reset();
    s.ends_by.reset();
    s.activity.reset();
    s.notes.reset();
    s.labels.clear();
    s.review = {};
  }
  return answer;
}

TEST(Property, OrderAndRepetitionDoNotMatter) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    const EventSet set = *generators::event_sets();
    const Timestamp as_of = a_moment(set);
    const auto other = generators::shuffled(generators::duplicated(set.copies, seed), seed);
    RC_ASSERT(fold(other, as_of) == fold(set.copies, as_of));
  }));
}

TEST(Property, NothingDependsOnWhatComesLater) {
  EXPECT_TRUE(rc::check([] {
    const EventSet set = *generators::event_sets();
    const Timestamp t = a_moment(set);
    std::vector<Copy> before = set.copies;
    std::erase_if(before, [&](const Copy& c) { return c.event.env.time > t && !is_correction(c); });
    const SubjectAnswer all = known_at(fold(set.copies, t), t);
    const SubjectAnswer cut = known_at(fold(before, t), t);
    RC_LOG() << stories::to_text(all) << "-- without what comes later\n" << stories::to_text(cut);
    RC_ASSERT(all == cut);
  }));
}

TEST(Property, AsOfOnlyCuts) {
  EXPECT_TRUE(rc::check([] {
    const EventSet set = *generators::event_sets();
    const Timestamp t = a_moment(set);
    const SubjectAnswer then = fold(set.copies, t);
    const SubjectAnswer now = fold(set.copies, set.moments.back());
    auto history = now.history;
    std::erase_if(history, [&](const HistoryLine& l) { return l.time > t; });
    RC_ASSERT(then.history == history);
    auto later = now.sessions;
    std::erase_if(later, [&](const SessionAnswer& s) { return s.started_at > t; });
    RC_ASSERT(then.sessions.size() == later.size());
    for (std::size_t i = 0; i < later.size(); ++i) {
      const SessionAnswer& a = then.sessions[i];
      SessionAnswer& b = later[i];
      std::erase_if(b.flags, [&](const Flag& f) { return f.since > t; });
      std::erase_if(b.fixes, [&](const Fix& f) { return f.time > t; });
      RC_ASSERT(a.id == b.id);
      RC_ASSERT(a.presence == clip(b.presence, Timestamp::min(), t));
      RC_ASSERT(a.counted == clip(b.counted, Timestamp::min(), t));
      RC_ASSERT(a.flags == b.flags);
      RC_ASSERT(a.fixes == b.fixes);
      if (a.ended_at && a.status != SessionStatus::lapsed) RC_ASSERT(a.ended_at == b.ended_at);
    }
  }));
}

TEST(Property, BucketsSumToCountedTime) {
  EXPECT_TRUE(rc::check([] {
    const EventSet set = *generators::event_sets();
    const SubjectAnswer answer = fold(set.copies, a_moment(set));
    Duration counted{0}, credited{0};
    for (const SessionAnswer& s : answer.sessions) {
      counted += length(s.counted);
      for (const auto& [activity, time] : s.counted_by_activity) credited += length(time);
    }
    for (const auto& [bucket, time] : subject_rollup(answer)) {
      RC_ASSERT(time > Duration{0});
      RC_ASSERT(time <= kQuarter * 3);
      (bucket.activity.empty() ? counted : credited) -= time;
    }
    RC_ASSERT(counted == Duration{0});
    RC_ASSERT(credited == Duration{0});
  }));
}

TEST(Property, TenantRowsAreSumsOverSessions) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<EventSet> group = *generators::groups();
    const Timestamp as_of = a_moment(group.front());
    std::vector<std::vector<Copy>> subjects;
    for (const EventSet& set : group) subjects.push_back(set.copies);
    const TenantRollup rollup = tenant_rollup(subjects, as_of);
    Duration counted{0};
    std::size_t started = 0, ended = 0;
    for (const auto& copies : subjects) {
      for (const SessionAnswer& s : fold(copies, kEndOfTime).sessions) {
        if (s.status == SessionStatus::voided) continue;
        counted += length(clip(s.counted, Timestamp::min(), rollup.floor));
        started += s.started_at < rollup.floor;
        ended += s.ended_at && *s.ended_at < rollup.floor;
      }
    }
    for (const auto& [quarter, rows] : rollup.quarters) {
      RC_ASSERT(quarter < rollup.floor);
      for (const auto& [where, row] : rows) {
        counted -= row.counted;
        started -= row.started;
        for (const auto& [reason, n] : row.ended) ended -= n;
      }
    }
    RC_ASSERT(counted == Duration{0});
    RC_ASSERT(started == 0u);
    RC_ASSERT(ended == 0u);
  }));
}

// What a session shows fits together.
TEST(Property, RowsAreConsistent) {
  EXPECT_TRUE(rc::check([] {
    const EventSet set = *generators::event_sets();
    for (const Timestamp as_of : set.moments) {
      for (const SessionAnswer& s : fold(set.copies, as_of).sessions) {
        const bool open = s.status == SessionStatus::active || s.status == SessionStatus::voided;
        RC_ASSERT(open == !s.ended_at.has_value());
        RC_ASSERT(open == (s.end_reason == EndReason::none));
        const Timestamp to = s.ended_at.value_or(as_of);
        RC_ASSERT(to >= s.started_at);
        RC_ASSERT(s.presence == clip(s.presence, s.started_at, to));
        RC_ASSERT(s.counted.empty() || s.counted == s.presence);
        RC_ASSERT(!s.last_seen_at || *s.last_seen_at <= as_of);
      }
    }
  }));
}

}  // namespace
}  // namespace muster::reference
