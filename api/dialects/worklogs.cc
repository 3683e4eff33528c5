#include "api/dialects/worklogs.h"

#include <initializer_list>
#include <utility>

#include "api/dialects/detail_error.h"
#include "api/dialects/whole_list.h"
#include "schemas/ids.h"
#include "schemas/text.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Verdict;
using projections::ReviewState;
using projections::SessionStatus;
using projections::ShownSession;

constexpr int kHoursDecimals = 2;

Error not_found() { return {"not_found", ErrorClass::refused, "", "Not found."}; }
Error nothing_open() { return {"not_found", ErrorClass::refused, "", "No active session found."}; }
Error forbidden() { return {"forbidden", ErrorClass::refused, "", "You do not have permission to perform this action."}; }

const char* status_of(const ShownSession& log) {
  if (log.view.status == SessionStatus::active) return "In Progress";
  if (log.view.review == ReviewState::approved) return "Approved";
  if (log.view.review == ReviewState::rejected) return "Rejected";
  return "Pending Approval";
}

Json row_of(const Call& call, const ShownSession& log, Timestamp now) {
  const Person person = call.person(log.place.subject);
  const Duration time = log.view.ended_at.value_or(now) - log.view.started_at;
  const Json hours = hours_json(time, kHoursDecimals);
  return {{"id", id_json(log.place.session.view())},
          {"employee", id_json(log.place.subject.view())},
          {"employee_name", person.name_or(log.place.subject.view())},
          {"first_name", person.first_name},
          {"last_name", person.last_name},
          {"email", person.email},
          {"role", worklog_role(person.record)},
          {"check_in", time_text(log.view.started_at)},
          {"check_out", time_json(log.view.ended_at)},
          {"duration_hours", hours},
          {"total_hours", hours},
          {"status", status_of(log)}};
}

Result<http::Response> row_after(const Call& call, int status, const SubjectId& subject, const SessionId& session) {
  const Look look = call.look();
  const auto log = look.of(subject, session, kWorklog);
  if (!log) return not_found();
  return json_response(status, row_of(call, *log, look.now()));
}

Result<http::Response> list_current(const Call& call) {
  const Look look = call.look();
  projections::SessionFilter filter;
  filter.kind = Kind{kWorklog};
  filter.statuses = {SessionStatus::active};
  if (access::may(call.who, Action::read_tenant) == Verdict::never) {
    const auto self = call.self(Action::read_subject);
    if (!self) return self.error();
    filter.subject = *self;
  }
  filter.subjects = [&call](const SubjectId& who) { return call.backend.may(call.who, Action::read_subject, who) == Verdict::yes; };
  const auto rows = whole_list(call, look, filter, true, [&](const ShownSession& log) { return row_of(call, log, look.now()); });
  if (!rows) return rows.error();
  return json_response(200, *rows);
}

// Whom `employee_id` names, if one of the actions may be done about them; else who calls. errors: not_found where
// out of sight, forbidden
Result<SubjectId> employee(const Call& call, const Json& body, std::initializer_list<Action> on_others) {
  if (!has(body, "employee_id")) return call.self(Action::write_events);
  const auto text = text_of(body, "employee_id");
  auto subject = text ? parse_subject(*text) : Result<SubjectId>(Error{});
  if (!subject) return Error{"bad_field", ErrorClass::refused, "/employee_id", "A valid employee id is required."};
  if (*subject == call.who.subject) return subject;
  bool never = true;
  for (const Action action : on_others) {
    const Verdict verdict = call.backend.may(call.who, action, *subject);
    if (verdict == Verdict::yes) return subject;
    never = never && verdict == Verdict::never;
  }
  return never || access::may(call.who, Action::read_tenant) == Verdict::never ? forbidden() : nothing_open();
}

// Of another by who is over them, which is told; by a clock at the door it is that one's own.
Result<http::Response> check_out(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  const auto subject = employee(call, *body, {Action::close_as_admin, Action::write_events});
  if (!subject) return subject.error();
  const auto held = call.lock_and_catch_up(*subject);
  if (!held) return held.error();
  const auto open = call.look().active(*subject, kWorklog);
  if (!open) return nothing_open();
  const std::string session = open->place.session.str();
  const bool others = has(*body, "employee_id") && *subject != call.who.subject &&
                      call.backend.may(call.who, Action::close_as_admin, *subject) == Verdict::yes;
  const auto written = others ? call.write(ingest::Call::close, {{"why", "Quick checkout."}}, {*subject, open->place.session})
                              : call.write(ingest::Call::check_outs, {{"subject", subject->str()}, {"session_id", session}});
  if (!written) return written.error();
  if (written->outcome != "closed") return nothing_open();  // another process was there first
  return row_after(call, 200, *subject, open->place.session);
}

// 200 and the open one where there is one already.
Result<http::Response> check_in(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  const auto subject = employee(call, *body, {Action::write_events});
  if (!subject) return subject.error();
  const auto held = call.lock_and_catch_up(*subject);
  if (!held) return held.error();
  const SessionId session = next_number(call.look(), *subject, kWorklog);
  Json item{{"subject", subject->str()}, {"kind", kWorklog}, {"session_id", session.str()}};
  if (const auto notes = text_of(*body, "notes")) item["notes"] = *notes;
  const auto written = call.write(ingest::Call::check_ins, item);
  if (!written) return written.error();
  return row_after(call, written->outcome == "opened" ? 201 : 200, *subject, session);
}

// The one of that id which the caller may see.
Result<ShownSession> find(const Call& call, const Look& look) {
  const SessionId id{call.request.param("id")};
  std::optional<ShownSession> found;
  for (ShownSession& log : look.named(id, kWorklog)) {
    if (call.backend.may(call.who, Action::read_subject, log.place.subject) != Verdict::yes) continue;
    if (found) return Error{"ambiguous_session", ErrorClass::conflict, "", "Two employees have a work log of this id."};
    found = std::move(log);
  }
  if (!found) return not_found();
  return std::move(*found);
}

Result<http::Response> show(const Call& call) {
  const Look look = call.look();
  const auto log = find(call, look);
  if (!log) return log.error();
  return json_response(200, row_of(call, *log, look.now()));
}

// An edge of the body: a time, or null, which takes a correction back.
Status add_edge(const Json& body, const char* name, const char* edge, Json& amendment) {
  const auto it = body.find(name);
  if (it == body.end()) return Done{};
  if (it->is_null()) {
    amendment[edge] = nullptr;
    return Done{};
  }
  const auto text = text_of(body, name);
  const auto time = text ? time_of(*text) : std::nullopt;
  if (!time) return Error{"bad_time", ErrorClass::refused, std::string("/") + name, "A time such as 2026-11-21T08:00:00Z is required."};
  amendment[edge] = format_rfc3339(*time);
  return Done{};
}

// As it would be. muster takes an end before the start for the start, and nobody asks for that.
Status check_order(const Json& body, const Json& amendment, const ShownSession& log) {
  const auto edge = [&](const char* name, std::optional<Timestamp> known) -> std::optional<Timestamp> {
    const auto it = amendment.find(name);
    if (it == amendment.end()) return known;
    return it->is_null() ? std::nullopt : std::optional(*parse_rfc3339(it->get<std::string>()));
  };
  const auto start = edge("started_at", log.view.started_at);
  const auto end = edge("ended_at", log.view.ended_at);
  if (!start || !end || std::chrono::floor<std::chrono::seconds>(*start) <= *end) return Done{};  // as it is shown
  if (has(body, "check_out")) return Error{"bad_time", ErrorClass::refused, "/check_out", "It is before the check-in."};
  return Error{"bad_time", ErrorClass::refused, "/check_in", "It is after the check-out."};
}

constexpr FieldName kEdges[] = {{"check_in", "started_at"}, {"check_out", "ended_at"}};

std::optional<const char*> decision_in(const Json& body) {
  const auto approved = flag_of(body, "is_approved");
  const auto status = text_of(body, "status");
  if (approved ? *approved : status == "Approved") return "approve";
  if (status == "Rejected") return "reject";
  if (approved || status == "Pending Approval") return "reopen";
  return std::nullopt;
}

// What is no decision that is known is not taken for none.
Status check_decision(const Json& body) {
  for (const char* name : {"is_approved", "status"}) {
    if (!has(body, name) || decision_in(body) || text_of(body, name) == "In Progress") continue;
    return Error{"bad_field", ErrorClass::refused, std::string("/") + name, "It is no valid choice."};
  }
  return Done{};
}

Result<http::Response> correct(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  if (auto status = check_decision(*body); !status) return status.error();
  const auto log = find(call, call.look());
  if (!log) return log.error();
  const ingest::Named named{log->place.subject, log->place.session};
  if (call.backend.may(call.who, Action::correct, named.subject) != Verdict::yes) return forbidden();
  Json amendment = Json::object();
  for (const auto& [name, edge] : kEdges) {
    if (auto status = add_edge(*body, name, edge, amendment); !status) return status.error();
  }
  if (auto status = check_order(*body, amendment, *log); !status) return status.error();
  if (!amendment.empty()) {
    amendment["why"] = text_of(*body, "why").value_or("Corrected in the work log.");
    const auto written = call.write(ingest::Call::amend, amendment, named);
    if (!written) return told_by(kEdges, written.error());
  }
  if (const auto decision = decision_in(*body)) {
    const auto written = call.write(ingest::Call::review, {{"decision", *decision}}, named);
    if (!written) return written.error();
  }
  return row_after(call, 200, named.subject, named.session);
}

}  // namespace

std::string worklog_role(const Json& record) {
  const std::string role = text_of(record, "role").value_or("");
  const auto attributes = record.find("attributes");
  const auto brought = attributes != record.end() ? text_of(*attributes, "role") : std::nullopt;
  const std::string name = lower(brought.value_or(""));
  const bool word = !name.empty() && !access::role_by_name(name);
  if (role.empty() || role == "user") return word ? *brought : "employee";
  return role == "supervisor" && name == "manager" ? *brought : role;
}

void add_worklogs(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, detail_error);
  routes.add("GET", "/api/worktime/worklogs/current_sessions", Action::read_subject, list_current);
  routes.add("POST", "/api/worktime/worklogs/quick_checkout", Action::write_events, check_out);
  routes.add("POST", "/api/worktime/worklogs/check_out", Action::write_events, check_out);
  routes.add("POST", "/api/worktime/worklogs/check_in", Action::write_events, check_in);
  routes.add("GET", "/api/worktime/worklogs/{id}", Action::read_subject, show);
  routes.add("PATCH", "/api/worktime/worklogs/{id}", Action::correct, correct);
}

}  // namespace muster::api::dialects
