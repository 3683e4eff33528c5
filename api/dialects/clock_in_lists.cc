#include <map>

#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/pages.h"
#include "projections/flags.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Verdict;
using projections::ShownSession;

Error supervisors_only() { return {"forbidden", ErrorClass::refused, "", "You do not have permission to perform this action."}; }

// ?status, ?client, ?practitioner, ?flagged: of what a list has, only that.
struct Narrowed {
  std::string status, client;
  bool pending = false;

  explicit Narrowed(const http::Request& request) {
    const auto text = [&](std::string_view name) {
      const std::string* value = request.query_value(name);
      return value != nullptr ? *value : std::string{};
    };
    status = text("status");
    client = text("client");
    pending = text("flagged") == "true" || text("requires_review") == "true";
  }
  bool admits(const ShownSession& visit) const {
    if (!status.empty() && status != visit_status(visit)) return false;
    if (pending && visit.view.review != projections::ReviewState::pending) return false;
    return client.empty() || projections::place_of(visit.stored.row).view() == client;
  }
};

std::vector<ShownSession> visits(const Call& call, const Look& look, const std::optional<SubjectId>& of) {
  projections::SessionFilter filter;
  filter.kind = Kind{kVisit};
  filter.subject = of;
  const Narrowed narrowed(call.request);
  std::vector<ShownSession> all = look.list(std::move(filter), true, kMostPaged);
  std::erase_if(all, [&](const ShownSession& visit) {
    if (!narrowed.admits(visit)) return true;
    return !of && call.backend.may(call.who, Action::read_subject, visit.place.subject) != Verdict::yes;
  });
  return all;
}

Result<http::Response> paged(const Call& call, const Look& look, const std::vector<ShownSession>& all) {
  const auto asked = page_asked(call.request);
  if (!asked) return asked.error();
  Json rows = Json::array();
  for (std::size_t i = asked->begin(); i < all.size() && i < asked->end(); ++i) rows.push_back(visit_json(call, all[i], look.now()));
  return page_response(call.request, *asked, all.size(), std::move(rows));
}

Result<http::Response> list_own(const Call& call) {
  const auto self = call.self();
  if (!self) return self.error();
  const Look look = call.look();
  return paged(call, look, visits(call, look, *self));
}

Result<http::Response> list_all(const Call& call) {
  if (access::may(call.who, Action::read_tenant) == Verdict::never) return supervisors_only();
  const Look look = call.look();
  return paged(call, look, visits(call, look, std::nullopt));
}

// Of all for who supervises, else of one's own.
Result<http::Response> statistics(const Call& call) {
  std::optional<SubjectId> of;
  if (access::may(call.who, Action::read_tenant) == Verdict::never) {
    const auto self = call.self();
    if (!self) return self.error();
    of = *self;
  }
  const Look look = call.look();
  std::map<std::string, std::size_t> by_status{{"active", 0}, {"disconnected", 0}, {"completed", 0}, {"auto_clocked_out", 0}};
  Duration time{};
  std::size_t flagged = 0;
  const auto all = visits(call, look, of);
  for (const ShownSession& visit : all) {
    ++by_status[visit_status(visit)];
    time += visit.view.ended_at.value_or(look.now()) - visit.view.started_at;
    if (!visit.view.flags.empty()) ++flagged;
  }
  constexpr double kMsPerHour = 3'600'000, kMsPerMinute = 60'000;
  const auto ms = static_cast<double>(time.count());
  const double each = all.empty() ? 0 : ms / static_cast<double>(all.size());
  return json_response(200, {{"total_sessions", all.size()},
                             {"active_sessions", by_status["active"] + by_status["disconnected"]},
                             {"disconnected_sessions", by_status["disconnected"]},
                             {"completed_sessions", by_status["completed"]},
                             {"auto_clocked_out_sessions", by_status["auto_clocked_out"]},
                             {"flagged_sessions", flagged},
                             {"total_hours", number_json(ms / kMsPerHour, 2)},
                             {"average_duration_minutes", number_json(each / kMsPerMinute, 2)}});
}

Result<http::Response> review(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  std::optional<ShownSession> found;
  for (ShownSession& visit : call.look().named(SessionId{call.request.param("id")}, kVisit)) {
    if (call.backend.may(call.who, Action::read_subject, visit.place.subject) == Verdict::yes) found = std::move(visit);
  }
  if (!found) return Error{"not_found", ErrorClass::refused, "", "Not found."};
  if (call.backend.may(call.who, Action::correct, found->place.subject) != Verdict::yes) return supervisors_only();
  Json item{{"decision", text_of(*body, "decision").value_or("approve")}};
  for (const char* name : {"note", "notes", "review_notes"}) {
    if (auto note = text_of(*body, name); note && !note->empty()) item["note"] = *note;
  }
  const auto written = call.backend.write(call.who, ingest::Call::review, item, {found->place.subject, found->place.session});
  if (!written) return written.error();
  const Look look = call.look();
  const auto visit = look.of(found->place.subject, found->place.session, kVisit);
  if (!visit) return Error{"not_found", ErrorClass::refused, "", "Not found."};
  Json session = visit_json(call, *visit, look.now());
  session["review"] = projections::name_of(visit->view.review);
  return json_response(200, {{"session", std::move(session)}});
}

}  // namespace

void add_clock_in_lists(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, detail_error);
  routes.add("GET", "/api/v1/sessions/my-sessions", list_own);
  routes.add("GET", "/api/v1/sessions/all", list_all);
  routes.add("GET", "/api/v1/sessions/statistics", statistics);
  routes.add("POST", "/api/v1/sessions/{id}/review", review);
}

}  // namespace muster::api::dialects
