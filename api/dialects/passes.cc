#include "api/dialects/passes.h"

#include <vector>

#include "api/dialects/whole_list.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using projections::ShownSession;

constexpr std::size_t kPreferences = 5;
constexpr double kNoPreference = 0.5;

Timestamp expiry(const ShownSession& pass) { return pass.view.ends_by.value_or(pass.view.started_at); }

// Begun minutes count, so that the last one is not 0.
std::int64_t minutes_left(const ShownSession& pass, Timestamp now) {
  return std::chrono::ceil<std::chrono::minutes>(expiry(pass) - now).count();
}

http::Response activated(const ShownSession& pass, Timestamp now) {
  return json_response(200, {{"success", true},
                             {"message", "1-hour vibe pass activated"},
                             {"data",
                              {{"session_id", pass.place.session.str()},
                               {"expires_at", time_text(expiry(pass))},
                               {"expires_in_minutes", minutes_left(pass, now)}}}});
}

// Also of who is in: the same pass, without another event.
Result<http::Response> check_in(const Call& call) {
  const auto self = call.self(Action::write_events);
  if (!self) return self.error();
  const auto held = call.lock_and_catch_up(*self);
  if (!held) return held.error();
  Json item{{"subject", self->str()}, {"kind", kPass}};
  {
    const Look before = call.look();
    if (const auto pass = before.active(*self, kPass)) return activated(*pass, before.now());
    const SessionId next{before.next(*self, kPass)};
    if (!before.spent(*self, next)) item["session_id"] = next.str();
  }
  const auto written = call.write(ingest::Call::check_ins, item);
  if (!written) return written.error();
  const Look after = call.look();
  const auto pass = after.active(*self, kPass);
  if (!pass) return Error{"not_ready", ErrorClass::retry, "", "Checked out again meanwhile."};
  return activated(*pass, after.now());
}

Result<http::Response> show_session(const Call& call) {
  const auto self = call.self(Action::read_subject);
  if (!self) return self.error();
  const Look look = call.look();
  const auto pass = look.active(*self, kPass);
  if (!pass) return json_response(200, {{"success", true}, {"active", false}, {"message", "No active session"}});
  return json_response(200, {{"success", true},
                             {"active", true},
                             {"data",
                              {{"session_id", pass->place.session.str()},
                               {"checked_in_at", time_text(pass->view.started_at)},
                               {"expires_at", time_text(expiry(*pass))},
                               {"minutes_remaining", minutes_left(*pass, look.now())}}}});
}

Result<http::Response> check_out(const Call& call) {
  const auto self = call.self(Action::write_events);
  if (!self) return self.error();
  const auto held = call.lock_and_catch_up(*self);
  if (!held) return held.error();
  if (call.look().active(*self, kPass)) {
    const auto written = call.write(ingest::Call::check_outs, {{"subject", self->str()}, {"kind", kPass}});
    if (!written) return written.error();
  }
  return json_response(200, {{"success", true}, {"message", "Checked out successfully"}});
}

// 1.0, not 1: clients have a list of floats.
Json preferences_of(const Person& person) {
  std::vector<double> preferences(kPreferences, kNoPreference);
  const auto it = person.record.find("preferences");
  if (it != person.record.end() && it->is_array() && it->size() == kPreferences) it->get_to(preferences);
  return preferences;
}

Json user_row(const Call& call, const ShownSession& pass) {
  const Person person = call.backend.person(call.who.tenant, pass.place.subject);
  return {{"user_id", pass.place.subject.str()},
          {"display_name", person.display_name},
          {"checked_in_at", time_text(pass.view.started_at)},
          {"expires_at", time_text(expiry(pass))},
          {"preferences", preferences_of(person)}};
}

Result<http::Response> list_active_users(const Call& call) {
  const Look look = call.look();
  projections::SessionFilter filter;
  filter.kind = Kind{kPass};
  filter.statuses = {projections::SessionStatus::active};
  auto rows = whole_list(call, look, filter, true, [&](const ShownSession& pass) { return user_row(call, pass); });
  if (!rows) return rows.error();
  const std::size_t count = rows->size();
  return json_response(200, {{"success", true}, {"count", count}, {"timestamp", time_text(look.now())}, {"data", std::move(*rows)}});
}

}  // namespace

http::Response pass_error(const Error& error, const http::Request& request) {
  std::string text = message_of(error);
  if (error.code == "unauthorized") text = request.path.starts_with("/api/model") ? "Invalid API key" : "Unauthorized";
  if (error.code == "method_not_allowed") text = "Method not allowed";
  return error_response(error, {{"success", false}, {"error", text}});
}

void add_passes(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, pass_error);
  routes.add("POST", "/api/checkin", Action::write_events, check_in);
  routes.add("GET", "/api/session", Action::read_subject, show_session);
  routes.add("POST", "/api/checkout", Action::write_events, check_out);
  routes.add("GET", "/api/model/active-users", Action::read_active_users, list_active_users);
}

}  // namespace muster::api::dialects
