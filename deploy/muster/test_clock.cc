#include "deploy/muster/test_clock.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/http/problem.h"

namespace muster::deploy {
namespace {

constexpr double kMostAdvance = 1e9;  // seconds

Status move(SettableWallClock& clock, const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || json.size() != 1) {
    return Error{"bad_json", ErrorClass::invalid, "", R"(expected {"now": TIME} or {"advance_s": SECONDS})"};
  }
  if (const auto now = json.find("now"); now != json.end() && now->is_string()) {
    auto time = parse_rfc3339(now->get<std::string>());
    if (!time) return Error{"bad_time", ErrorClass::refused, "/now", "a time as in 2026-11-21T08:00:00Z"};
    clock.set(*time);
    return Done{};
  }
  const auto advance = json.find("advance_s");
  if (advance == json.end() || !advance->is_number() || std::abs(advance->get<double>()) > kMostAdvance) {
    return Error{"bad_field", ErrorClass::refused, "", "now is a time, advance_s a number of seconds"};
  }
  clock.advance(Duration{std::llround(advance->get<double>() * 1000)});
  return Done{};
}

}  // namespace

void add_test_clock(http::Router& router, SettableWallClock& clock) {
  router.add("PUT", "/test/clock", [&clock](http::Request request, http::Reply reply) {
    if (auto status = move(clock, request.body); !status) return reply(http::problem(status.error(), request.request_id));
    http::Response response;
    response.content_type = "application/json";
    response.body = fmt::format(R"({{"now":"{}"}})", format_rfc3339(clock.now()));
    reply(std::move(response));
  });
}

}  // namespace muster::deploy
