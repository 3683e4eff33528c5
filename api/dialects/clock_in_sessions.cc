#include <utility>

#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/fields.h"
#include "schemas/ids.h"
#include "schemas/order.h"

namespace muster::api::dialects {
namespace {

using projections::ShownSession;

Error none_active() { return {"not_found", ErrorClass::refused, "", "No active session found."}; }
Error already_in() { return {"already_exists", ErrorClass::conflict, "", "You already have an active session."}; }

constexpr FieldName kFields[] = {{"latitude", "position/lat"}, {"longitude", "position/lon"}, {"accuracy", "position/accuracy_m"},
                                 {"latitude", "position"}, {"client", "place_id"}, {"timestamp", "time"}, {"session_notes", "notes"}};

// Where the body says somebody is; an empty object where it does not.
Json position_in(Fields& fields) {
  Json position = Json::object();
  for (const auto& [name, ours] : {FieldName{"latitude", "lat"}, FieldName{"longitude", "lon"}, FieldName{"accuracy", "accuracy_m"}}) {
    if (const auto value = fields.number(name)) position[ours] = *value;
  }
  if (!has(fields.body(), "latitude") && !has(fields.body(), "longitude")) return Json::object();
  fields.require("latitude");
  fields.require("longitude");
  return position;
}

// The time of an action that happened offline; empty for one that happens now.
std::optional<Timestamp> time_in(Fields& fields) {
  if (!has(fields.body(), "timestamp")) return std::nullopt;
  const auto text = text_of(fields.body(), "timestamp");
  const auto time = text ? time_of(*text) : std::nullopt;
  if (!time) fields.note("timestamp", "A time such as 2026-11-21T08:00:00Z is required.");
  return time;
}

// A call about one's own visit: its body, and when it was.
struct Action {
  Fields fields;
  SubjectId self;
  Json position;
  std::optional<Timestamp> time;

  const Json& body() const { return fields.body(); }
  // Of a call that says where somebody is.
  void need_position() {
    fields.require("latitude");
    fields.require("longitude");
  }
  void add_to(Json& item) const {
    item["subject"] = self.str();
    if (!position.empty()) item["position"] = position;
    if (time) item["time"] = format_rfc3339(*time);
  }
};

Result<Action> action_in(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return body.error();
  auto self = call.self(access::Action::write_events);
  if (!self) return self.error();
  Fields fields(std::move(*body));
  Json position = position_in(fields);
  const auto time = time_in(fields);
  return Action{std::move(fields), std::move(*self), std::move(position), time};
}

// Sessions as they were at the time of the action.
Look look_then(const Call& call, const Action& action) {
  if (!action.time || *action.time >= call.backend.now()) return call.look();
  return Look(call.backend.services().store, call.who.tenant, *action.time, false);
}

// The visit that ended just then for that reason: an offline action that is sent again ended it. The next one
// may have begun at the same time.
std::optional<ShownSession> ended_then(const Look& then, const Action& action, projections::EndReason reason) {
  constexpr std::size_t kTwo = 2;
  if (!action.time) return std::nullopt;
  projections::SessionFilter filter;
  filter.kind = Kind{kVisit};
  filter.subject = action.self;
  filter.from = *action.time - Duration{1};
  for (ShownSession& visit : then.newest(std::move(filter), kTwo)) {
    if (visit.view.ended_at == action.time && visit.view.end_reason == reason) return std::move(visit);
  }
  return std::nullopt;
}

Result<http::Response> session_response(const Call& call, int status, const SubjectId& self, const SessionId& session) {
  const Look look = call.look();
  const auto visit = look.of(self, session, kVisit);
  if (!visit) return none_active();
  return json_response(status, {{"session", visit_json(call, *visit, look.now())}});
}

// Whether somebody is in from a moment on that is still to come here: by the clock of another process, ahead of ours.
bool is_in_soon(const Call& call, const SubjectId& self, Timestamp now) {
  const Look ahead(call.backend.services().store, call.who.tenant, now + ClockLimits{}.future, false);
  projections::SessionFilter filter;
  filter.kind = Kind{kVisit};
  filter.subject = self;
  filter.statuses = {projections::SessionStatus::active};
  filter.from = now;
  const auto last = ahead.newest(std::move(filter), 1);
  return !last.empty() && last.front().view.started_at > now;
}

void check_client(const Call& call, Action& action) {
  action.fields.require("client");
  const auto client = text_of(action.body(), "client");
  if (client && call.backend.record(call.who.tenant, DirectoryType::place, *client)) return;
  action.fields.note("client", "Invalid pk \"" + client.value_or("") + "\" - object does not exist.");
}

// An action that happened offline has an id that follows from it: sent again, it is the same visit.
SessionId new_visit(const Call& call, const Action& action, const Look& look) {
  if (!action.time) return next_number(look, action.self, kVisit);
  return SessionId{number_from({"visit", call.who.tenant.view(), action.self.view(), format_rfc3339(*action.time)})};
}

Result<http::Response> clock_in(const Call& call) {
  auto action = action_in(call);
  if (!action) return action.error();
  check_client(call, *action);
  action->need_position();
  if (!action->fields.ok()) return action->fields.response();
  const auto held = call.lock_and_catch_up(action->self);
  if (!held) return told_by(kFields, held.error());
  const Look then = look_then(call, *action);
  const SessionId session = new_visit(call, *action, then);
  if (const auto active = then.active(action->self, kVisit)) {
    if (active->place.session == session) return session_response(call, 201, action->self, session);
    return already_in();
  }
  if (!action->time && is_in_soon(call, action->self, then.now())) return already_in();
  Json item{{"kind", kVisit}, {"session_id", session.str()}, {"place_id", text_of(action->body(), "client").value_or("")}};
  action->add_to(item);
  if (auto type = text_of(action->body(), "service_type")) item["service_type"] = *type;
  if (auto notes = text_of(action->body(), "session_notes")) item["notes"] = *notes;
  const auto written = call.write(ingest::Call::check_ins, item);
  if (!written) return told_by(kFields, written.error());
  if (!action->time && written->outcome == "refreshed") return already_in();  // another process was there first
  return session_response(call, 201, action->self, session);
}

Result<http::Response> end_visit(const Call& call, projections::EndReason reason) {
  const auto action = action_in(call);
  if (!action) return action.error();
  if (!action->fields.ok()) return action->fields.response();
  const auto held = call.lock_and_catch_up(action->self);
  if (!held) return told_by(kFields, held.error());
  const Look then = look_then(call, *action);
  if (const auto ended = ended_then(then, *action, reason)) return session_response(call, 200, action->self, ended->place.session);
  const auto active = then.active(action->self, kVisit);
  if (!active) return none_active();
  Json item{{"session_id", active->place.session.str()}, {"reason", projections::name_of(reason)}};
  action->add_to(item);
  for (const char* name : {"reason", "notes", "session_notes"}) {
    if (auto notes = text_of(action->body(), name); notes && !notes->empty()) item["notes"] = *notes;
  }
  const auto written = call.write(ingest::Call::check_outs, item);
  if (!written) return told_by(kFields, written.error());
  if (written->outcome != "closed") return none_active();  // another process was there first
  return session_response(call, 200, action->self, active->place.session);
}

Result<http::Response> show_active(const Call& call) {
  const auto self = call.self(access::Action::read_subject);
  if (!self) return self.error();
  const Look look = call.look();
  const auto visit = look.active(*self, kVisit);
  return json_response(200, {{"session", visit ? visit_json(call, *visit, look.now()) : Json(nullptr)}});
}

Result<http::Response> update_location(const Call& call) {
  auto action = action_in(call);
  if (!action) return action.error();
  action->need_position();
  if (!action->fields.ok()) return action->fields.response();
  const auto active = look_then(call, *action).active(action->self, kVisit);
  if (!active) return none_active();
  Json item{{"session_id", active->place.session.str()}};
  action->add_to(item);
  const auto written = call.write(ingest::Call::locations, item);
  if (!written) return told_by(kFields, written.error());
  return session_response(call, 200, action->self, active->place.session);
}

}  // namespace

void add_clock_in_sessions(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, detail_error);
  routes.add("POST", "/api/v1/sessions/clock-in", access::Action::write_events, clock_in);
  routes.add("POST", "/api/v1/sessions/clock-out", access::Action::write_events, [](const Call& call) { return end_visit(call, projections::EndReason::checkout); });
  routes.add("POST", "/api/v1/sessions/emergency-end", access::Action::write_events, [](const Call& call) { return end_visit(call, projections::EndReason::emergency); });
  routes.add("POST", "/api/v1/sessions/location-update", access::Action::write_events, update_location);
  routes.add("GET", "/api/v1/sessions/active", access::Action::read_subject, show_active);
}

}  // namespace muster::api::dialects
