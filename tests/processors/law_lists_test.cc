// The law of lists: whatever index a list is made of, it is of all sessions that match, in order.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "projections/flags.h"
#include "projections/index_keys.h"
#include "projections/list_sessions.h"
#include "tests/processors/law_lines.h"
#include "tests/processors/law_sets.h"
#include "tests/support/stories.h"
#include "tests/support/story_text.h"

namespace muster::processors {
namespace {

namespace keys = projections::keys;
using projections::Family;
using projections::ListRequest;
using projections::SessionStatus;

using Found = std::vector<keys::SessionKey>;

// By looking at each session that there is.
Found looked_for(const projections::Reads& reads, const ListRequest& request) {
  Found found;
  reads.scan(Family::sessions, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view) {
    const auto scope = keys::parse_scope(key);
    const auto id = keys::parse_session(key.substr(scope->length));
    const auto shown = projections::show_session(reads, scope->tenant, {0, scope->subject, *id}, request.as_of);
    if (shown && request.filter.may_be_of(scope->subject) && request.filter.matches(*shown, request.as_of)) {
      found.push_back({shown->view.started_at, scope->subject, *id});
    }
    return true;
  });
  std::sort(found.begin(), found.end());
  if (request.newest_first) std::reverse(found.begin(), found.end());
  return found;
}

Found listed(const projections::Reads& reads, const ListRequest& request) {
  Found found;
  EXPECT_TRUE(projections::for_each_session(reads, request, [&](projections::ShownSession&& s) {
    found.push_back({s.view.started_at, s.stored.row.subject, s.stored.row.id});
    return true;
  }));
  return found;
}

// Page by page.
Found paged(const projections::Reads& reads, ListRequest request) {
  Found found;
  request.limit = 2;
  for (bool more = true; more;) {
    const projections::SessionPage page = projections::list_sessions(reads, request);
    for (const auto& s : page.items) found.push_back({s.view.started_at, s.stored.row.subject, s.stored.row.id});
    request.after = page.next;
    more = page.next.has_value();
  }
  return found;
}

std::string text_of(const ListRequest& request, const Found& found) {
  std::ostringstream out;
  out << "as of " << processors::text_of(request.as_of) << " from " << processors::text_of(request.filter.from) << " to "
      << processors::text_of(request.filter.to) << (request.filter.subject ? " of the subject" : "") << (request.live ? " now" : "");
  for (const auto s : request.filter.statuses) out << " " << name_of(s);
  if (request.filter.flag) out << " " << name_of(*request.filter.flag);
  if (request.filter.review) out << " " << name_of(*request.filter.review);
  if (request.filter.min_duration) out << " of " << request.filter.min_duration->count();
  out << ":";
  for (const auto& s : found) out << " " << s.session.str() << "@" << processors::text_of(s.start);
  return out.str();
}

// The moments of the set, some that lie in the graces after them, and when each session ended and just after: it may be
// shown as active until its grace is over.
std::vector<Timestamp> instants(const EventSet& set, const projections::Reads& reads) {
  std::vector<Timestamp> all = set.moments;
  for (const Timestamp t : set.moments) {
    for (const int after : {62, 630}) all.push_back(std::min(t + std::chrono::seconds{after}, set.moments.back()));
  }
  ListRequest every;
  every.tenant = Tenant{"default"};
  every.as_of = set.moments.back();
  projections::for_each_session(reads, every, [&](projections::ShownSession&& s) {
    if (!s.view.ended_at || *s.view.ended_at >= set.moments.back()) return true;
    all.push_back(*s.view.ended_at);
    all.push_back(*s.view.ended_at + Duration{1});
    return true;
  });
  return all;
}

ListRequest some_request(const EventSet& set, std::mt19937_64& random, const std::vector<Timestamp>& all) {
  const auto one_in = [&](std::uint64_t n) { return random() % n == 0; };
  const auto some = [&] { return all[random() % all.size()]; };
  ListRequest request;
  request.tenant = Tenant{"default"};
  request.as_of = some();
  request.live = request.as_of == set.moments.back();
  request.newest_first = one_in(2);
  if (!one_in(4)) request.filter.from = some();
  if (one_in(2)) request.filter.to = some();
  if (request.filter.from >= request.filter.to) request.filter.to.reset();
  if (one_in(3)) request.filter.subject = set.copies.front().event.env.subject;
  if (one_in(3)) request.filter.statuses = {static_cast<SessionStatus>(random() % 7)};
  if (one_in(6)) request.filter.flag = static_cast<projections::FlagName>(random() % projections::kFlagCount);
  if (one_in(6)) request.filter.review = static_cast<projections::ReviewState>(random() % 4);
  if (one_in(6)) request.filter.min_duration = std::chrono::minutes{random() % 60};
  return request;
}

std::string listed_otherwise(const EventSet& set, std::uint64_t seed, int requests) {
  if (set.copies.empty()) return "";
  EngineWorld world(chunk_of(seed));
  world.feed(generators::shuffled(set.copies, seed), seed, set.moments.back());
  const auto reads = world.store->snapshot();
  const std::vector<Timestamp> all = instants(set, *reads);
  std::mt19937_64 random(seed);
  for (int i = 0; i < requests; ++i) {
    const ListRequest request = some_request(set, random, all);
    const Found expected = looked_for(*reads, request);
    for (const Found& found : {listed(*reads, request), paged(*reads, request)}) {
      if (expected != found) return "expected " + text_of(request, expected) + "\n     got " + text_of(request, found);
    }
    const projections::Count counted = projections::count_sessions(*reads, request);
    if (!counted.exact || counted.count != expected.size()) return "count " + std::to_string(counted.count) + " of " + text_of(request, expected);
  }
  return "";
}

// What had come in by then, when some times lay ahead of the clock.
EventSet as_it_was(const EventSet& set, Timestamp now) {
  EventSet then;
  for (const auto& copy : set.copies) {
    if (copy.event.env.ingesttime <= now) then.copies.push_back(copy);
  }
  for (const Timestamp t : set.moments) {
    if (t < now) then.moments.push_back(t);
  }
  then.moments.push_back(now);
  return then;
}

TEST(Law, AnyListIsOfAllThatMatch) {
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1), sets = number_from("MUSTER_LAW_SETS", 2000);
  for (std::uint64_t seed = first; seed < first + sets && !HasFailure(); ++seed) {
    const EventSet set = generators::random_set(seed);
    EXPECT_EQ(listed_otherwise(set, seed, 20), "") << "seed " << seed << "\n" << stories::to_story(set.copies);
    const EventSet so_far = as_it_was(set, set.moments[seed % set.moments.size()]);
    EXPECT_EQ(listed_otherwise(so_far, seed, 10), "") << "seed " << seed << " so far\n" << stories::to_story(so_far.copies);
  }
}

// The door lets an amendment be a little ahead of the clock, and so the end that it gives, long after the deadline.
TEST(Law, WhoseAmendedEndIsStillAheadIsIn) {
  using namespace stories;
  EngineWorld world;
  world.take(tell({check_in("p", "pass", at("08:00")), amend("p", at("12:01")).ended_at(at("12:00:30")).accepted(at("12:00"))}));
  world.flush(at("12:00"));
  world.fire_timers(at("12:00"));
  ListRequest active;
  active.tenant = Tenant{"default"};
  active.as_of = at("12:00");
  active.live = true;
  active.filter.statuses = {SessionStatus::active};
  EXPECT_EQ(listed(*world.store->snapshot(), active).size(), 1u);
  world.fire_timers(active.as_of = at("12:00:30"));
  EXPECT_EQ(listed(*world.store->snapshot(), active).size(), 0u);
}

// Stays from a day to two thousand years, which stand in the index by days, months and years.
TEST(Law, AnyListOfLongStaysIsOfAllThatMatch) {
  using std::chrono::days;
  EventSet set;
  std::vector<stories::Told> told;
  const Timestamp now = stories::at("12:00");
  for (const int length : {0, 1, 2, 30, 31, 32, 33, 64, 400, 1023, 1024, 1025, 2048, 5000, 740'000}) {
    const std::string id = std::to_string(length);
    const Timestamp end = now - days{length % 7 * 100}, start = end - days{length} - Duration{1};
    told.push_back(stories::check_in(id, "post", start).id("in" + id).imported());
    told.push_back(stories::check_out(id, end).id("out" + id).imported());
    for (const int later : {0, 1, 31, 32, 33, 500, 1024, 1100}) set.moments.push_back(std::min(start + days{later}, now));
  }
  set.copies = stories::tell(told);
  set.moments.push_back(now);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_EQ(listed_otherwise(set, seed, 200), "") << "seed " << seed;
}

}  // namespace
}  // namespace muster::processors
