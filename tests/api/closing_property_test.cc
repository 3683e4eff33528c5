// Between preview and run anything may happen: nothing else than what was shown and is unchanged closes.
// MUSTER_CLOSING_SEEDS says how many tries there are.
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "projections/list_sessions.h"
#include "tests/api/server_world.h"

namespace muster::api {
namespace {

using namespace stories;
using access::Role;
using Json = nlohmann::json;

constexpr const char* kPath = "/v1/sessions/close";

// What may happen to anybody's session between the preview and the run.
Told anything(std::mt19937& random, int subject) {
  const auto one_of = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::string who = fmt::format("s{}", subject);
  const std::string session = fmt::format("{}-{}", who, one_of(4));
  const Timestamp t = at("09:00") + std::chrono::minutes{one_of(180)};
  const char* kind = one_of(2) == 0 ? "worklog" : "pc";
  switch (one_of(7)) {
    case 0: return check_out(session, t).subject(who);
    case 1: return check_in(session, kind, t).subject(who);
    case 2: return check_in(session, "device", t).subject(who);
    case 3: return amend(session, at("12:00")).subject(who).ended_at(t);
    case 4: return amend(session, at("12:00")).subject(who).voiding(one_of(3) != 0);
    case 5: return ping(session, t).subject(who);
    default: return check_out_kind(kind, t).subject(who);
  }
}

using Key = std::pair<std::string, std::string>;  // subject, session

Key key_of(const Json& item) { return {item["subject"].get<std::string>(), item["session_id"].get<std::string>()}; }

using Seen = std::map<Key, std::pair<std::string, projections::SessionStatus>>;

Seen all_sessions(const ServerWorld& world) {
  projections::ListRequest request;
  request.tenant = Tenant{"default"};
  request.as_of = world.wall.time;
  request.limit = 10'000;
  using enum projections::SessionStatus;
  request.filter.statuses = {active, lapsed, completed, expired, auto_closed, evicted, voided};
  Seen seen;
  for (const auto& shown : projections::list_sessions(*world.store.snapshot(), request).items) {
    seen[{shown.place.subject.str(), shown.place.session.str()}] = {shown.stored.version, shown.view.status};
  }
  return seen;
}

TEST(ClosingProperty, WhateverHappensBetweenOnlyWhatWasShownAndIsUnchangedCloses) {
  int closed_in_all = 0, left_in_all = 0;
  const char* const more = std::getenv("MUSTER_CLOSING_SEEDS");
  const unsigned seeds = more != nullptr ? static_cast<unsigned>(std::stoul(more)) : 80;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    ServerWorld world, twin;  // the twin is told the same and closes nothing
    const auto tell = [&](Told told) {
      twin.post(told);
      world.post(std::move(told));
    };
    world.be({Role::admin}, "boss");
    for (int i = 0; i < 40; ++i) tell(anything(random, i % 5).id(fmt::format("a{}", i)));
    world.settle();
    const Json shown = world.json("POST", kPath, seed % 2 == 0 ? R"({"dry_run":true,"all":true})" : R"({"dry_run":true,"kind":"worklog"})");
    std::map<Key, std::string> wanted;
    for (const auto& item : shown["items"]) wanted[key_of(item)] = item["version"];
    const int between = static_cast<int>(random() % 12);
    for (int i = 0; i < between; ++i) tell(anything(random, static_cast<int>(random() % 5)).id(fmt::format("b{}", i)));
    if (random() % 2 == 0) world.settle();  // else the log alone has them
    if (random() % 2 == 0) world.asked = &world.beside;
    twin.settle();
    const Seen before = all_sessions(twin);
    const std::string run = fmt::format(R"({{"token":{},"why":"x"}})", shown["token"].dump());
    const Json done = world.json("POST", kPath, run);
    world.settle();
    const Seen after = all_sessions(world);
    std::set<Key> closed, changed, expected;
    for (const auto& item : done["closed"]) closed.insert(key_of(item));
    for (const auto& [who, now] : after) {
      const auto was = before.find(who);
      ASSERT_NE(was, before.end());
      if (was->second != now) changed.insert(who);
    }
    for (const auto& [who, version] : wanted) {
      const auto it = before.find(who);
      if (it != before.end() && it->second == std::pair(version, projections::SessionStatus::active)) expected.insert(who);
    }
    EXPECT_EQ(before.size(), after.size());
    EXPECT_EQ(closed, expected);
    EXPECT_EQ(changed, expected);
    EXPECT_EQ(closed.size() + done["left"].size(), wanted.size());
    world.asked = world.asked == &world.router ? &world.beside : &world.router;
    EXPECT_EQ(world.json("POST", kPath, run)["closed"], Json::array()) << "run once more by another process";
    EXPECT_EQ(all_sessions(world), after);
    closed_in_all += static_cast<int>(closed.size());
    left_in_all += static_cast<int>(done["left"].size());
  }
  EXPECT_GT(closed_in_all, 30) << "else this says nothing";
  EXPECT_GT(left_in_all, 15);
}

}  // namespace
}  // namespace muster::api
