#include "deploy/muster/session_text.h"

#include <cmath>

#include <fmt/format.h>

#include "api/dialects/worklogs.h"
#include "deploy/muster/json_text.h"
#include "deploy/muster/text_table.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

Json object_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_object() ? *it : Json::object();
}

double hours(Duration length) { return std::round(static_cast<double>(length.count()) / 36'000) / 100; }

// 2026-11-21 08:00
std::string minute_of(const std::string& time) { return time.size() < 16 ? time : time.substr(0, 10) + " " + time.substr(11, 5); }

std::string flags_of(const Json& session) {
  std::string text;
  for (const Json& flag : session.value("flags", Json::array())) text.append(text.empty() ? "" : ",").append(text_of(flag, "flag"));
  return text;
}

std::string status_of(const Json& session) {
  const std::string status = text_of(session, "status");
  const std::string review = text_of(object_of(session, "review"), "state");
  if (status == "active") return "In Progress";
  if (review == "approved") return "Approved";
  if (review == "rejected") return "Rejected";
  return review == "pending" ? "Pending Approval" : status;
}

}  // namespace

std::string name_of(const SessionOf& one) {
  const std::string first = text_of(one.person, "first_name"), last = text_of(one.person, "last_name");
  std::string name = first + (first.empty() || last.empty() ? "" : " ") + last;
  if (name.empty()) name = text_of(one.person, "display_name");
  return name.empty() ? text_of(one.session, "subject") : name;
}

std::string role_of(const SessionOf& one) { return api::dialects::worklog_role(one.person); }

Duration length_of(const SessionOf& one, Timestamp now) {
  const auto start = parse_rfc3339(text_of(one.session, "started_at"));
  const auto end = parse_rfc3339(text_of(one.session, "ended_at"));
  return start ? (end ? *end : now) - *start : Duration{0};
}

std::string hours_text(Duration length) { return fmt::format("{:.2f}", hours(length)); }

std::string sessions_table(const std::vector<SessionOf>& sessions, Timestamp now, bool detailed) {
  std::vector<std::string> headers{"ID", "EMPLOYEE", "EMAIL", "ROLE", "CHECK-IN (UTC)", "HOURS"};
  if (detailed) headers.insert(headers.end(), {"EMPLOYEE ID", "STATUS", "ENDS BY", "PLACE", "DEVICE", "FLAGS", "NOTES"});
  std::vector<std::vector<std::string>> rows;
  for (const SessionOf& one : sessions) {
    const Json& s = one.session;
    std::vector<std::string> row{text_of(s, "session_id"), name_of(one), text_of(one.person, "email"), role_of(one),
                                 minute_of(text_of(s, "started_at")), hours_text(length_of(one, now))};
    if (detailed) {
      row.insert(row.end(), {text_of(s, "subject"), status_of(s), minute_of(text_of(s, "ends_by")), text_of(object_of(s, "place"), "name"),
                             text_of(object_of(s, "device"), "name"), flags_of(s), text_of(s, "notes")});
    }
    rows.push_back(std::move(row));
  }
  return text_table(headers, rows);
}

Json sessions_json(const std::vector<SessionOf>& sessions, Timestamp now) {
  Json items = Json::array();
  for (const SessionOf& one : sessions) {
    Json item = one.session;
    item["employee_name"] = name_of(one);
    item["email"] = text_of(one.person, "email");
    item["role"] = role_of(one);
    item["duration_hours"] = hours(length_of(one, now));
    items.push_back(std::move(item));
  }
  return {{"as_of", format_rfc3339(now)}, {"count", items.size()}, {"items", std::move(items)}};
}

}  // namespace muster::deploy
