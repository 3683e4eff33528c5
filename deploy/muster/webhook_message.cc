#include "deploy/muster/webhook_message.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "deploy/muster/json_text.h"
#include "schemas/digest.h"
#include "schemas/ids.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kLeastSecret = 24, kMostSecret = 64;
constexpr std::array<const char*, 9> kShort{"subject", "session_id", "kind", "status", "end_reason", "started_at", "ended_at", "last_seen_at", "version"};

std::string body_of(const std::string& flag, const std::string& since, const std::string& tenant, const Json& evidence, const Json& session) {
  const Json body{{"type", "session." + flag}, {"timestamp", since},
                  {"data", {{"tenant", tenant}, {"flag", flag}, {"since", since}, {"evidence", evidence}, {"session", session}}}};
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json shortened(const Json& session) {
  Json out = Json::object();
  for (const char* name : kShort) {
    if (session.contains(name)) out[name] = session[name];
  }
  return out;
}

}  // namespace

std::vector<WebhookMessage> webhook_messages(std::string_view key, std::string_view announcement,
                                             const std::set<std::string, std::less<>>& flags) {
  std::vector<WebhookMessage> out;
  const Json json = Json::parse(announcement, nullptr, false);
  const auto session = json.is_object() ? json.find("session") : json.end();
  if (!json.is_object() || session == json.end() || !session->is_object()) return out;
  const auto list = session->find("flags");
  if (list == session->end() || !list->is_array()) return out;
  const std::string tenant{key.substr(0, key.find('/'))};
  for (const Json& flag : *list) {
    const std::string name = flag.is_object() ? text_of(flag, "flag") : "";
    const auto since = parse_rfc3339(text_of(flag, "since"));
    if (!flags.contains(name) || !since) continue;
    const std::string at = format_rfc3339(*since);
    const Json evidence = flag.value("evidence", Json::object());
    WebhookMessage message{derived_id({"webhook", key, name, at}), body_of(name, at, tenant, evidence, *session), *since};
    if (message.body.size() >= kMaxWebhookBody) message.body = body_of(name, at, tenant, Json::object(), shortened(*session));
    out.push_back(std::move(message));
  }
  return out;
}

Result<std::string> webhook_secret(std::string_view text) {
  const Error wrong{"bad_config", ErrorClass::invalid, "", "the secret of a webhook is whsec_ and 24 to 64 bytes in base64: make one by echo whsec_$(openssl rand -base64 32)"};
  if (!text.starts_with(kPrefix)) return wrong;
  text.remove_prefix(kPrefix.size());
  std::string bytes(text.size() + 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (text.size() % 4 != 0 || size < 0) return wrong;
  const std::size_t padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
  if (padding > 2) return wrong;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  if (bytes.size() < kLeastSecret || bytes.size() > kMostSecret) return wrong;
  return bytes;
}

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body) {
  const std::string signed_text = fmt::format("{}.{}.{}", id, seconds, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(signed_text.data()),
       signed_text.size(), digest.data(), &size);
  return "v1," + base64({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace muster::deploy
