// What a test asks of the door and what it is answered, and clocks that tests set.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/http/message.h"
#include "ingest/body.h"
#include "schemas/time.h"

namespace muster::ingest {

using Json = nlohmann::json;

struct SetWall : WallClock {
  Timestamp t = *parse_rfc3339("2026-11-21T08:00:00Z");
  Timestamp now() const override { return t; }
};
struct SetMonotonic : MonotonicClock {
  std::chrono::nanoseconds t{0};
  std::chrono::nanoseconds now() const override { return t; }
};

struct Answered {
  int status = 0;
  Json body;
  http::Response response;

  const Json& item(std::size_t i) const { return body.at("items").at(i); }
  std::string code(std::size_t i = 0) const { return problem(i).at("code"); }
  // "pointer code" of every fault.
  std::vector<std::string> faults(std::size_t i = 0) const {
    std::vector<std::string> list;
    if (!problem(i).contains("errors")) return list;
    for (const Json& e : problem(i).at("errors")) {
      list.push_back(e.at("pointer").get<std::string>() + " " + e.at("code").get<std::string>());
    }
    return list;
  }
  const Json& problem(std::size_t i) const { return body.contains("items") ? item(i).at("problem") : body; }
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
};

struct Post {
  Call call{};
  std::string body;
  std::string type = "application/json";
  std::string key{};
  std::optional<std::chrono::seconds> wait{};
  std::vector<std::pair<std::string_view, std::string_view>> ce_headers{};
};

}  // namespace muster::ingest
