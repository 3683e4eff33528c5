#include "deploy/muster/snapshot_call.h"

#include <nlohmann/json.hpp>

#include "deploy/muster/http_client.h"
#include "deploy/muster/json_text.h"

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
  if (answer->status != 201) return refusal(*answer, flags.url);
  const Json parsed = Json::parse(answer->body, nullptr, false);
  const Json said = parsed.is_object() ? parsed : Json::object();
  return SnapshotMade{text_of(said, "name"), text_of(said, "folder"), number_of(said, "files"), number_of(said, "bytes"), said.dump()};
}

}  // namespace muster::deploy
