#include "deploy/muster/session_calls.h"

#include <fmt/format.h>

#include "deploy/muster/import_systems.h"
#include "deploy/muster/json_text.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kJsonType = "Content-Type: application/json";
constexpr const char* kPage = "limit=1000";

}  // namespace

Result<Json> SessionCalls::ask(std::string_view method, const std::string& path, const std::string& body) {
  const auto answer = server_.call(method, path, body, body.empty() ? std::vector<std::string>{} : std::vector<std::string>{kJsonType});
  if (!answer) return answer.error();
  if (answer->status >= 300) return refusal(*answer, url_);
  Json json = Json::parse(answer->body, nullptr, false);
  return json.is_object() ? json : Json::object();
}

Result<Json> SessionCalls::person(const std::string& subject) {
  if (const auto it = people_.find(subject); it != people_.end()) return it->second;
  auto record = ask("GET", "/v1/subjects/" + path_segment(subject), "");
  if (!record && record.error().code != "not_found") return record;
  return people_[subject] = record ? *record : Json::object();
}

Result<SessionList> SessionCalls::list(const std::string& filters) {
  SessionList out;
  std::string cursor;
  do {
    const auto page = ask("GET", fmt::format("/v1/sessions?{}&sort=-started_at&{}{}", filters, kPage, cursor), "");
    if (!page) return page.error();
    const auto as_of = parse_rfc3339(text_of(*page, "as_of"));
    if (as_of) out.as_of = *as_of;
    for (const Json& session : page->value("items", Json::array())) {
      auto who = person(text_of(session, "subject"));
      if (!who) return who.error();
      out.sessions.push_back({session, std::move(*who)});
    }
    cursor = text_of(*page, "next_cursor");
    if (!cursor.empty()) cursor = "&cursor=" + path_segment(cursor);
  } while (!cursor.empty());
  return out;
}

Result<Json> SessionCalls::preview(const Json& filters) {
  Json body = filters;
  body["dry_run"] = true;
  return ask("POST", "/v1/sessions/close", body.dump());
}

Result<Json> SessionCalls::close(const std::string& token, const std::string& why) {
  return ask("POST", "/v1/sessions/close", Json{{"token", token}, {"why", why}}.dump());
}

Result<std::vector<Json>> SessionCalls::people(std::string_view filter, const std::string& value) {
  std::vector<Json> out;
  std::string cursor;
  do {
    const auto page = ask("GET", fmt::format("/v1/subjects?{}={}&{}{}", filter, path_segment(value), kPage, cursor), "");
    if (!page) return page.error();
    for (const Json& one : page->value("items", Json::array())) {
      out.push_back(one);
      people_[text_of(one, "subject")] = one;
    }
    cursor = text_of(*page, "next_cursor");
    if (!cursor.empty()) cursor = "&cursor=" + path_segment(cursor);
  } while (!cursor.empty());
  return out;
}

}  // namespace muster::deploy
