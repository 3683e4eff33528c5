#include "ingest/policies.h"

#include <gtest/gtest.h>

namespace muster::ingest {
namespace {

using std::chrono::seconds;

std::vector<std::string> mistakes(std::string_view toml) {
  Policies policies = Policies::built_in();
  std::vector<std::string> list;
  for (const Error& e : policies.add(toml, "p.toml")) {
    EXPECT_EQ(e.code, "bad_policy");
    list.push_back(e.where + " " + e.hint);
  }
  return list;
}
using Lines = std::vector<std::string>;

TEST(Policies, BuiltInOnesAreThoseOfTheContract) {
  const Policies p = Policies::built_in();
  Policy worklog;
  worklog.limit = 1;
  worklog.long_after = seconds{43200};
  worklog.late_after = seconds{3600};
  worklog.review_all = true;
  EXPECT_EQ(*p.find("worklog"), worklog);
  Policy device;
  device.liveness = Liveness::final;
  device.next_ping = seconds{2592000};
  device.grace = seconds{0};
  device.limit = 3;
  device.on_limit = OnLimit::evict_oldest;
  device.counts = false;
  EXPECT_EQ(*p.find("device"), device);
  Policy pc;
  pc.liveness = Liveness::resumes;
  pc.next_ping = seconds{60};
  pc.grace = seconds{5};
  EXPECT_EQ(*p.find("pc"), pc);
  Policy visit;
  visit.max_duration = seconds{28800};
  visit.limit = 1;
  visit.on_limit = OnLimit::evict_oldest;
  visit.place_required = true;
  visit.accuracy_max_m = 100;
  visit.late_after = seconds{3600};
  visit.silent_after = seconds{900};
  EXPECT_EQ(*p.find("visit"), visit);
  Policy pass;
  pass.ttl = seconds{3600};
  pass.limit = 1;
  EXPECT_EQ(*p.find("pass"), pass);
  EXPECT_EQ(p.find("party"), nullptr);
  EXPECT_EQ(p.all().size(), 5u);
}

TEST(Policies, AFileAddsKindsAndReplacesThemWhole) {
  Policies p = Policies::built_in();
  ASSERT_TRUE(p.add("[desk]\nttl_s = 7200.5\n[pass]\nlimit = 2\n", "p.toml").empty());
  EXPECT_EQ(p.find("desk")->ttl, Duration{7'200'500});
  EXPECT_EQ(p.find("pass")->limit, 2u);
  EXPECT_FALSE(p.find("pass")->ttl);
  EXPECT_NE(p.find("visit"), nullptr);
}

TEST(Policies, AllMistakesAreToldAtOnceWithTheirPlace) {
  EXPECT_EQ(mistakes("[desk]\nttl = 5\nttl_s = \"long\"\nlimit = 0\non_limit = \"drop\"\ncounts = 1\n"),
            (Lines{"p.toml:3 desk.ttl_s: expected seconds from 1 to 3162240000, at most three decimals",
                   "p.toml:4 desk.limit: expected a whole number from 1 to 1000000",
                   "p.toml:5 desk.on_limit: expected one of \"keep\", \"evict_oldest\"",
                   "p.toml:6 desk.counts: expected true or false", "p.toml:2 desk.ttl: no such key",
                   "p.toml:5 desk.on_limit: says what happens at the limit, and no limit is given"}));
}

TEST(Policies, ContradictionsAreMistakes) {
  EXPECT_EQ(mistakes("[desk]\non_limit = \"keep\"\n"),
            (Lines{"p.toml:2 desk.on_limit: says what happens at the limit, and no limit is given"}));
  EXPECT_EQ(mistakes("[desk]\nnext_ping_s = 60\n"),
            (Lines{"p.toml:2 desk.next_ping_s: has no meaning where liveness is \"no\""}));
  EXPECT_EQ(mistakes("[desk]\nliveness = \"final\"\n"), (Lines{"p.toml:2 desk.liveness: ends by silence need next_ping_s"}));
  EXPECT_EQ(mistakes("[desk]\nttl_s = 60\nmax_duration_s = 60\n"),
            (Lines{"p.toml:3 desk.max_duration_s: never comes, since ttl_s ends the session before"}));
}

TEST(Policies, WhatIsNoFileOfPolicies) {
  EXPECT_EQ(mistakes("desk = 5\n"), (Lines{"p.toml:1 desk: expected a table, one for each kind"}));
  EXPECT_EQ(mistakes("[\"a kind\"]\n"), (Lines{"p.toml:1 a kind is 1 to 64 of a-z, 0-9, '_', '-' and '.'"}));
  ASSERT_EQ(mistakes("[desk\n").size(), 1u);
  EXPECT_EQ(mistakes("[desk]\nlimit = 1\nlimit = 2\n").size(), 1u);
  Policies p;
  EXPECT_EQ(p.add_file("/nonexistent/policies.toml").at(0).code, "io_error");
}

TEST(Policies, NothingIsTakenFromAFileWithMistakes) {
  Policies p = Policies::built_in();
  EXPECT_FALSE(p.add("[pass]\nlimit = 9\n[desk]\nlimit = 0\n", "p.toml").empty());
  EXPECT_EQ(p.find("pass")->limit, 1u);
}

}  // namespace
}  // namespace muster::ingest
