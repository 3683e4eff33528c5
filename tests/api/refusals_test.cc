// What is refused for want of a right goes on record: every 403, and writes to what is out of sight.
#include <gtest/gtest.h>

#include "tests/api/server_world.h"

namespace muster::api {
namespace {

using namespace stories;
using access::Role;

struct Refused : ServerWorld {
  Refused() {
    put_subject("ann", R"({"department":"south"})");
    post(check_in("a", "worklog", at("08:00")).subject("ann"));
    settle();
  }
  // Status of the answer, then what went on record of it.
  std::string noted(std::string_view method, std::string_view target, std::string_view body = {}) {
    audit.entries.clear();
    std::string text = std::to_string(call(method, target, body).status);
    for (const auto& entry : audit.entries) {
      text += " " + entry.actor + ":" + entry.action + ":" + entry.target + ":" + entry.outcome;
    }
    return text;
  }
};

TEST(Refusals, AreOnRecord) {
  Refused world;
  world.be({Role::user}, "joe");
  EXPECT_EQ(world.noted("POST", "/v1/check-ins", R"({"subject":"ann","kind":"worklog"})"), "403 joe:refused:/v1/check-ins:forbidden");
  EXPECT_EQ(world.noted("POST", "/v1/sessions/a/amend", R"({"void":true,"why":"x"})"), "403 joe:refused:/v1/sessions/a/amend:forbidden");
  EXPECT_EQ(world.noted("PUT", "/v1/subjects/ann", "{}"), "404 joe:refused:ann:out_of_sight");
  EXPECT_EQ(world.noted("DELETE", "/v1/subjects/joe"), "403 joe:refused:joe:forbidden");
  EXPECT_EQ(world.noted("PUT", "/v1/places/7", "{}"), "403 joe:refused:7:forbidden");
  EXPECT_EQ(world.noted("GET", "/v1/sessions"), "403 joe:refused:/v1/sessions:forbidden");
  world.be({Role::supervisor}, "zoe", "north");
  EXPECT_EQ(world.noted("POST", "/v1/sessions/a/amend", R"({"void":true,"why":"x"})"), "404 zoe:refused:/v1/sessions/a/amend:out_of_sight");
}

TEST(Refusals, WhatIsNotThereIsNone) {
  Refused world;
  world.be({Role::supervisor}, "zoe", "north");
  EXPECT_EQ(world.noted("POST", "/v1/sessions/nobody/amend", R"({"void":true,"why":"x"})"), "404");
  EXPECT_EQ(world.noted("GET", "/v1/sessions/a"), "404") << "a read of what is out of sight is no refusal";
  world.be({Role::supervisor}, "zoe", "south");
  EXPECT_EQ(world.noted("POST", "/v1/sessions/a/close", R"({"why":"x"})"), "202 zoe:closed:a:ok");
}

}  // namespace
}  // namespace muster::api
