#include "deploy/muster/snapshot_call.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/http_client.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kAtMost{3600};  // all of the copy is read once

}  // namespace

Result<SnapshotMade> ask_for_snapshot(const ServerFlags& flags, const std::string& name) {
  Json body = Json::object();
  if (!name.empty()) body["name"] = name;
  HttpClient server(flags, kAtMost);
  const auto answer = server.call("POST", "/admin/snapshots", body.dump(-1, ' ', false, Json::error_handler_t::replace),
                                  {"Content-Type: application/json"});
  if (!answer) return answer.error();
  const Json parsed = Json::parse(answer->body, nullptr, false);
  const Json said = parsed.is_object() ? parsed : Json::object();
  if (answer->status != 201) {
    return Error{said.value("code", "internal"), ErrorClass::refused, flags.url,
                 said.value("detail", fmt::format("the server answered {}", answer->status))};
  }
  return SnapshotMade{said.value("name", ""), said.value("folder", ""), said.value("files", 0ULL), said.value("bytes", 0ULL), said.dump()};
}

}  // namespace muster::deploy
