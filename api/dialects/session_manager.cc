#include "api/dialects/session_manager.h"

#include <algorithm>
#include <map>
#include <utility>

#include "api/dialects/whole_list.h"
#include "schemas/ids.h"
#include "schemas/order.h"
#include "schemas/text.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Role;
using access::Verdict;
using projections::ShownSession;

constexpr std::size_t kNamesBody = 1024 * 1024;
constexpr std::size_t kMostNames = 10'000;
constexpr std::size_t kUserCharacters = 50;
constexpr std::size_t kComputerCharacters = 30;
constexpr Duration kImportFrom = ClockLimits{}.horizon - std::chrono::days{1};  // the door takes no older events from clients

Error bad(std::string hint) { return {"bad_field", ErrorClass::refused, "", std::move(hint)}; }
Error forbidden() { return {"forbidden", ErrorClass::refused, "", "Not allowed for this credential."}; }

http::Response success() { return json_response(200, {{"message", "Success"}}); }

// [{"Name": …}, …], each of at least one and at most that many characters.
Result<std::vector<std::string>> names_in(const http::Request& request, std::size_t most_characters) {
  auto body = read_json(request);
  if (!body) return body.error();
  if (body->is_object() && !body->empty()) body = Json::array({std::move(*body)});
  if (!body->is_array() || body->empty()) return bad("The body is an array of objects with a Name.");
  if (body->size() > kMostNames) return Error{"too_many_items", ErrorClass::refused, "", "At most 10,000 names in one request."};
  std::vector<std::string> names;
  for (const Json& item : *body) {
    auto name = text_of(item, "Name");
    if (!name) name = text_of(item, "name");
    if (!name || name->empty()) return bad("Every item has a Name.");
    if (characters(*name) > most_characters) return bad("A Name has at most " + std::to_string(most_characters) + " characters.");
    auto id = parse_subject(*name);
    if (!id) return bad("A Name has at most 128 bytes, and no control characters.");
    names.push_back(id->str());
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Names that the directory does not have yet.
Result<http::Response> add_names(const Call& call, DirectoryType type, std::size_t most_characters, const char* field) {
  const auto names = names_in(call.request, most_characters);
  if (!names) return names.error();
  Backend::Records records;
  for (const std::string& name : *names) {
    if (!call.backend.record(call.who.tenant, type, name)) records.emplace_back(name, Json{{field, name}});
  }
  access::Principal steward = call.who;
  steward.roles = {Role::admin};
  if (auto status = call.backend.put_all(steward, type, records, call.origin()); !status) return status.error();
  return success();
}

struct Sign {
  std::string login, session;
  double next_ping_s = 0;
  Timestamp time{};
};

Result<Sign> sign_in(const Json& body, const char* session_field) {
  Sign sign;
  for (const auto& [name, out] : {std::pair{session_field, &sign.session}, std::pair{"login", &sign.login}}) {
    auto text = text_of(body, name);
    if (!text || text->empty()) return bad(std::string(name) + " is missing.");
    *out = std::move(*text);
  }
  if (!parse_session_id(sign.session)) return bad(std::string(session_field) + " has 1 to 64 of A-Z, a-z, 0-9 and . _ : -");
  auto login = parse_subject(sign.login);
  if (!login || characters(sign.login) > kUserCharacters) return bad("login has at most 50 characters and 128 bytes, and no control characters.");
  sign.login = login->str();
  const auto next_ping = number_of(body, "next_ping_sec");
  if (!next_ping || *next_ping < 0) return bad("next_ping_sec must be a number of seconds.");
  sign.next_ping_s = *next_ping;
  const auto text = text_of(body, "date_time");
  const auto time = text ? time_of(*text) : std::nullopt;
  if (!time) return bad("date_time must be a time such as 2023-09-06T12:30:00Z.");
  sign.time = *time;
  return sign;
}

// By the names that the client knows.
Error told_of(Error error) {
  for (const auto& [ours, theirs] : {std::pair{"/next_ping_s", "next_ping_sec"}, std::pair{"/activity", "session_type"},
                                     std::pair{"/device/ip", "ip_addr"}, std::pair{"/device/name", "comp_name"}}) {
    if (error.where.ends_with(ours)) error.hint = std::string(theirs) + " " + error.hint;
  }
  return error;
}

// A time of the client's future counts as now: its clock is wrong by that much. What is older than the door
// takes from a client was kept by the system before, and comes as an import.
Result<http::Response> write(const Call& call, const Sign& sign, bool begins, Json data) {
  const Timestamp now = call.backend.now();
  data["session_id"] = sign.session;
  data["next_ping_s"] = sign.next_ping_s;
  Result<Written> written = Error{};
  if (sign.time < now - kImportFrom) {
    if (call.backend.may(call.who, Action::write_events, SubjectId{sign.login}) != Verdict::yes) return forbidden();
    if (!begins) data["grace_s"] = 5, data.erase("kind");
    written = call.backend.write_imported(call.who, begins ? "muster.checkin.v1" : "muster.ping.v1", SubjectId{sign.login}, sign.time, data);
  } else {
    data["subject"] = sign.login;
    data["time"] = format_rfc3339(sign.time);
    if (sign.time > now) data["sentat"] = data["time"];
    written = call.write(begins ? ingest::Call::check_ins : ingest::Call::pings, data);
  }
  if (!written) return told_of(written.error());
  return success();
}

Result<http::Response> begin_session(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return body.error();
  const auto sign = sign_in(*body, "id");
  if (!sign) return sign.error();
  if (sign->next_ping_s < 1) return bad("next_ping_sec must be at least 1.");
  const std::string computer = text_of(*body, "comp_name").value_or("");
  if (computer.empty()) return bad("comp_name is missing.");
  if (characters(computer) > kComputerCharacters) return bad("comp_name has at most 30 characters.");
  const Json device{{"device_id", computer}, {"name", computer}, {"type", "pc"}, {"ip", text_of(*body, "ip_addr").value_or("")}};
  return write(call, *sign, true, {{"kind", kPc}, {"device", device}});
}

Result<http::Response> add_activity(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return body.error();
  const auto sign = sign_in(*body, "session_id");
  if (!sign) return sign.error();
  if (sign->next_ping_s < 1) return success();  // it vouches for no time
  return write(call, *sign, false, {{"kind", kPc}, {"activity", text_of(*body, "session_type").value_or("")}});
}

// Its last notice means the end, which needs no grace here: who is on line has an end to come.
Timestamp end_of(const ShownSession& shown) { return shown.view.counted_to.value_or(shown.view.last_seen_at); }

Json dashboard_row(const ShownSession& shown) {
  const Device device = shown.stored.row.device.value_or(Device{});
  return {{"id", shown.place.session.str()},
          {"comp_name", device.name},
          {"ip_addr", device.ip},
          {"login", shown.place.subject.str()},
          {"start_date_time", time_text(shown.view.started_at)},
          {"end_date_time", time_text(end_of(shown))}};
}

Result<http::Response> show_dashboard(const Call& call) {
  projections::SessionFilter filter;
  filter.kind = Kind{kPc};
  filter.statuses = {projections::SessionStatus::active};
  filter.subjects = [&call](const SubjectId& login) { return call.backend.may(call.who, Action::read_computers, login) == Verdict::yes; };
  const Look look = call.look();
  auto rows = whole_list(call, look, filter, false, [&](const ShownSession& shown) {
    return end_of(shown) > look.now() ? dashboard_row(shown) : Json(nullptr);
  });
  if (!rows) return rows.error();
  return json_response(200, {{"message", "Success"}, {"data", std::move(*rows)}});
}

}  // namespace

http::Response session_manager_error(const Error& error, const http::Request&) {
  const std::string message = error.code == "method_not_allowed" ? "Method not allowed" : message_of(error);
  return error_response(error, {{"message", message}});
}

void add_session_manager(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, session_manager_error);
  routes.add("POST", "/api/session-manager/users", Action::name_computers, [](const Call& call) { return add_names(call, DirectoryType::subject, kUserCharacters, "login"); }, kNamesBody);
  routes.add("POST", "/api/session-manager/computers", Action::name_computers, [](const Call& call) { return add_names(call, DirectoryType::device, kComputerCharacters, "name"); }, kNamesBody);
  routes.add("POST", "/api/session-manager/session", Action::write_events, begin_session);
  routes.add("POST", "/api/session-manager/activity", Action::write_events, add_activity);
  routes.add("GET", "/api/session-manager/activity", Action::read_computers, show_pc_hours);
  routes.add("GET", "/api/session-manager/dashboard", Action::read_computers, show_dashboard);
}

}  // namespace muster::api::dialects
