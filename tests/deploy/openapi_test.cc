// What schemas/openapi.json says is there is there, and what is there it says.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>

#include <set>
#include <string>

#include "api/health.h"
#include "api/metrics.h"
#include "api/openapi.h"
#include "deploy/muster/clocks.h"
#include "deploy/muster/core.h"
#include "deploy/muster/frontend.h"
#include "schemas/errors.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::json;

const Json& document() {
  static const Json parsed = Json::parse(api::openapi_document());
  return parsed;
}

std::set<std::string> documented() {
  std::set<std::string> calls;
  for (const auto& [path, methods] : document()["paths"].items()) {
    for (const auto& [method, call] : methods.items()) {
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      calls.insert(upper + " " + path);
    }
  }
  return calls;
}

// Every route of a server, as it puts itself together. Paths with and without a slash at the end are one.
std::set<std::string> routed() {
  projections::TempFolder folder;
  ServerConfig config;
  config.log.data = folder.at("data");
  config.workers = 1;
  const SystemWallClock wall;
  const SystemMonotonicClock monotonic;
  LogLines lines(monotonic);
  config.auth.keys = true;
  Identity identity(config, wall, monotonic, lines);
  const auto policies = ingest::Policies::built_in();
  auto log = open_log(config.log, true);
  EXPECT_TRUE(log.ok());
  auto core = Core::open(config, {identity.credentials(), policies, wall, monotonic, lines, &identity}, std::move(log).value());
  EXPECT_TRUE(core.ok());
  Frontend frontend(config, {identity.credentials(), wall, monotonic, lines, [] { return api::Readiness{}; }, [] { return std::vector<api::Figure>{}; }});
  http::Router router = frontend.base_router();
  (*core)->add_write_routes(router);
  (*core)->add_read_routes(router);
  std::set<std::string> calls;
  for (auto [path, method] : router.routes()) {
    if (path.size() > 1 && path.back() == '/') path.pop_back();
    calls.insert(method + " " + path);
  }
  (*core)->stop();
  return calls;
}

std::vector<std::string> only_in(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

TEST(OpenApi, CallsAreTheRoutes) {
  const auto in_file = documented(), in_code = routed();
  EXPECT_EQ(only_in(in_file, in_code), std::vector<std::string>{}) << "documented, and not there";
  EXPECT_EQ(only_in(in_code, in_file), std::vector<std::string>{}) << "there, and not in schemas/openapi.json";
}

TEST(OpenApi, CodesAreThoseOfTheTable) {
  std::set<std::string> in_file, in_code;
  for (const Json& code : document()["components"]["schemas"]["Code"]["enum"]) in_file.insert(code.get<std::string>());
  for (const ErrorCodeSpec& spec : all_error_codes()) in_code.insert(std::string(spec.code));
  EXPECT_EQ(in_file, in_code);
}

// Every reference leads somewhere within the document.
void check_references(const Json& node) {
  if (node.is_array() || node.is_object()) {
    for (const Json& inner : node) check_references(inner);
  }
  if (!node.is_object() || !node.contains("$ref") || !node["$ref"].is_string()) return;
  const auto reference = node["$ref"].get<std::string>();
  ASSERT_EQ(reference.substr(0, 2), "#/") << reference;
  EXPECT_TRUE(document().contains(Json::json_pointer(reference.substr(1)))) << reference;
}

TEST(OpenApi, StandsAlone) { check_references(document()); }

TEST(OpenApi, EveryCallHasANameAndEveryBodyAnExample) {
  std::set<std::string> names;
  for (const auto& [path, methods] : document()["paths"].items()) {
    for (const auto& [method, call] : methods.items()) {
      EXPECT_TRUE(names.insert(call["operationId"].get<std::string>()).second) << path;
      const Json asked = call.value("/requestBody/content"_json_pointer, Json::object());
      for (const auto& [media, body] : asked.items()) {
        EXPECT_TRUE(body.contains("example")) << method << " " << path << " " << media;
      }
      for (const auto& [status, answer] : call["responses"].items()) {
        const Json answered = answer.value("content", Json::object());
        for (const auto& [media, body] : answered.items()) {
          EXPECT_TRUE(body.contains("example")) << method << " " << path << " " << status << " " << media;
        }
      }
    }
  }
}

}  // namespace
}  // namespace muster::deploy
