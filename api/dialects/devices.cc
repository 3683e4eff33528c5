#include "api/dialects/devices.h"

#include "api/dialects/detail_error.h"
#include "api/dialects/user_agent.h"
#include "api/dialects/whole_list.h"
#include "schemas/bounds.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Verdict;
using projections::SessionStatus;
using projections::ShownSession;

Error no_session() { return {"not_found", ErrorClass::refused, "", "Session not found"}; }

// What the door found wrong with a device, by the name that the client knows.
Error told_of(Error error) {
  for (const auto& [ours, theirs] : {std::pair{"/device/name", "device_name"}, std::pair{"/device/type", "device_type"},
                                     std::pair{"/device/browser", "browser"}, std::pair{"/device/ip", "ip_address"}}) {
    if (error.where == ours) error.hint = std::string(theirs) + " " + error.hint;
  }
  return error;
}

http::Response done(std::string_view message) { return json_response(200, {{"success", true}, {"message", message}}); }

Json row_of(const ShownSession& shown) {
  const Device device = shown.stored.row.device.value_or(Device{});
  return {{"id", id_json(shown.place.session.view())},
          {"user_id", id_json(shown.place.subject.view())},
          {"device_name", device.name},
          {"device_type", device.type},
          {"browser", device.browser},
          {"ip_address", device.ip},
          {"created_at", time_text(shown.view.started_at)},
          {"last_activity", time_text(shown.view.last_seen_at)},
          {"is_active", shown.view.status == SessionStatus::active}};
}

Result<http::Response> rows_of(const Call& call, const SubjectId& subject) {
  projections::SessionFilter filter;
  filter.kind = Kind{kDevice};
  filter.subject = subject;
  filter.statuses = {SessionStatus::active};
  const auto rows = whole_list(call, call.look(), filter, true, row_of);
  if (!rows) return rows.error();
  return json_response(200, *rows);
}

// What the body says of the device, and the header where it does not.
Json device_of(const Call& call, const Json& body) {
  const std::string* header = call.request.header("user-agent");
  const AgentDevice agent = device_of_agent(header != nullptr ? *header : "");
  const auto said = [&](const char* name, const std::string& otherwise) {
    auto text = text_of(body, name);
    return text && !text->empty() ? *text : otherwise;
  };
  return {{"name", said("device_name", agent.name)},
          {"type", said("device_type", agent.type)},
          {"browser", said("browser", agent.browser)},
          {"ip", said("ip_address", call.request.client())}};
}

Result<http::Response> create(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  const auto self = call.self(Action::write_events);
  if (!self) return self.error();
  const auto held = call.lock(*self);
  Json item{{"subject", self->str()}, {"kind", kDevice}, {"device", device_of(call, *body)}};
  SessionId session{fresh_number()};
  if (!call.who.token.empty()) {
    TokenBinding binding(call.who);
    if (!call.look().of(*self, binding.first, kDevice)) session = binding.first;
    item["labels"] = {{TokenBinding::kLabel, binding.label}};
  }
  item["session_id"] = session.str();
  const auto written = call.write(ingest::Call::check_ins, item);
  if (!written) return told_of(written.error());
  const auto shown = call.look().of(*self, session, kDevice);
  if (!shown) return no_session();
  return json_response(201, row_of(*shown));
}

Result<http::Response> list_own(const Call& call) {
  const auto self = call.self(Action::read_subject);
  if (!self) return self.error();
  return rows_of(call, *self);
}

Result<http::Response> list_of_user(const Call& call) {
  const auto subject = parse_subject(call.request.param("id"));
  if (!subject) return json_response(200, Json::array());
  return rows_of(call, *subject);
}

// True where the fold says that it ended by this.
Result<bool> close(const Call& call, const ShownSession& shown) {
  const SubjectId& subject = shown.place.subject;
  const SessionId& session = shown.place.session;
  const auto written = subject == call.who.subject
                           ? call.write(ingest::Call::check_outs,
                                                {{"subject", subject.str()}, {"session_id", session.str()}, {"reason", "logout"}})
                           : call.write(ingest::Call::close, {{"why", "Logged out."}}, {subject, session});
  if (!written) return written.error();
  return written->outcome == "closed";
}

Result<http::Response> close_one(const Call& call) {
  std::optional<ShownSession> found;
  for (ShownSession& shown : call.look().named(SessionId{call.request.param("id")}, kDevice)) {
    const bool own = shown.place.subject == call.who.subject;
    const bool may = own || call.backend.may(call.who, Action::close_as_admin, shown.place.subject) == Verdict::yes;
    if (may && shown.view.status == SessionStatus::active && (!found || own)) found = std::move(shown);
  }
  if (!found) return no_session();
  const auto closed = close(call, *found);
  if (!closed) return closed.error();
  if (!*closed) return no_session();
  return done("Session closed successfully");
}

// What the token has made; of a credential that is none, the newest device.
Result<http::Response> log_out(const Call& call) {
  const auto self = call.self(Action::write_events);
  if (!self) return self.error();
  const auto held = call.lock_and_catch_up(*self);
  if (!held) return held.error();
  const Look look = call.look();
  std::vector<ShownSession> current = bound_devices(look, call.who);
  if (call.who.token.empty()) {
    if (auto newest = look.active(*self, kDevice)) current.push_back(std::move(*newest));
  }
  if (current.empty()) return no_session();
  for (const ShownSession& shown : current) {
    if (const auto closed = close(call, shown); !closed) return closed.error();
  }
  return done("Current session closed successfully");
}

Result<http::Response> log_out_everywhere(const Call& call) {
  const auto self = call.self(Action::write_events);
  if (!self) return self.error();
  const auto held = call.lock(*self);
  const auto written = call.write(ingest::Call::check_outs, {{"subject", self->str()}, {"kind", kDevice}, {"reason", "logout"}});
  if (!written) return written.error();
  return done("All sessions closed successfully");
}

}  // namespace

void add_devices(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, detail_error);
  routes.add("POST", "/sessions", Action::write_events, create);
  routes.add("GET", "/sessions", Action::read_subject, list_own);
  routes.add("DELETE", "/sessions", Action::write_events, log_out_everywhere);
  routes.add("GET", "/sessions/user/{id}", Action::read_sign_ins, list_of_user);
  routes.add("DELETE", "/sessions/logout", Action::write_events, log_out);
  routes.add("DELETE", "/sessions/{id}", Action::write_events, close_one);
}

}  // namespace muster::api::dialects
