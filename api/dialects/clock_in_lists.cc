#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/pages.h"
#include "projections/flags.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Verdict;
using projections::ShownSession;

constexpr int kDecimals = 2;

Error supervisors_only() { return {"forbidden", ErrorClass::refused, "", "You do not have permission to perform this action."}; }

// As ids are kept, folded to NFC; what is none finds nothing.
std::string kept_id(const std::string& text) {
  const auto id = parse_subject(text);
  return id ? id->str() : text;
}

// Which visits are asked for: of one person or of all whom the caller may see (?practitioner: of that one),
// ?status, ?client and ?flagged.
// `filter` is what indexes and rows tell, admits() the rest.
struct Wanted {
  projections::SessionFilter filter;
  std::string status;

  Wanted(const Call& call, std::optional<SubjectId> of) {
    const auto text = [&](std::string_view name) {
      const std::string* value = call.request.query_value(name);
      return value != nullptr ? *value : std::string{};
    };
    filter.kind = Kind{kVisit};
    filter.subject = std::move(of);
    if (!filter.subject) {
      filter.subjects = [&call](const SubjectId& who) { return call.backend.may(call.who, Action::read_subject, who) == Verdict::yes; };
      if (const std::string one = text("practitioner"); !one.empty()) filter.subject = SubjectId{kept_id(one)};
    }
    if (const std::string client = text("client"); !client.empty()) filter.place = PlaceId{kept_id(client)};
    if (text("flagged") == "true" || text("requires_review") == "true") filter.review = projections::ReviewState::pending;
    status = text("status");
    if (status == "active" || status == "disconnected") filter.statuses = {projections::SessionStatus::active};
  }
  bool admits(const ShownSession& visit) const { return status.empty() || status == visit_status(visit); }
};

struct Walk {
  std::size_t count = 0;
  Json rows = Json::array();
  bool whole = false;  // nothing was left unlooked at for want of scan_at_most
};

// Counts as far as `enough`, and shows the page that was asked for.
Walk walk(const Call& call, const Look& look, const Wanted& wanted, const PageAsked& asked, std::size_t enough, std::size_t scan_at_most) {
  Walk walked;
  const auto visit = [&](const ShownSession& one) {
    if (!wanted.admits(one)) return true;
    if (walked.count >= asked.begin() && walked.count < asked.end()) walked.rows.push_back(visit_json(call, one, look.now()));
    return ++walked.count < enough;
  };
  walked.whole = look.each(wanted.filter, visit, {true, {}, scan_at_most});
  return walked;
}

Result<http::Response> paged(const Call& call, std::optional<SubjectId> of) {
  const auto asked = page_asked(call.request);
  if (!asked) return asked.error();
  const Wanted wanted(call, std::move(of));
  const Look look = call.look();
  const std::size_t filled = asked->end() + 1;  // and there is a next
  Walk walked = walk(call, look, wanted, *asked, std::max(projections::kCountedExactly, filled), projections::kScannedAtMost);
  if (!walked.whole && walked.count < filled) walked = walk(call, look, wanted, *asked, filled, kLookedThrough);
  if (!walked.whole && walked.count < filled) {
    return Error{"too_many_rows", ErrorClass::refused, "", "Too many sessions to look through: name a practitioner or a status."};
  }
  return page_response(call.request, *asked, walked.count, std::move(walked.rows));
}

Result<http::Response> list_own(const Call& call) {
  auto self = call.self(Action::read_subject);
  if (!self) return self.error();
  return paged(call, std::move(*self));
}

Result<http::Response> list_all(const Call& call) {
  return paged(call, std::nullopt);
}

struct Totals {
  std::map<std::string_view, std::size_t> by_status;
  std::size_t all = 0, flagged = 0;
  Duration time{};

  void add(const ShownSession& visit, Timestamp now) {
    ++all;
    ++by_status[visit_status(visit)];
    time += visit.view.ended_at.value_or(now) - visit.view.started_at;
    if (!visit.view.flags.empty()) ++flagged;
  }
};

// Of all for who supervises, else of one's own.
Result<http::Response> statistics(const Call& call) {
  std::optional<SubjectId> of;
  if (access::may(call.who, Action::read_tenant) == Verdict::never) {
    const auto self = call.self(Action::read_subject);
    if (!self) return self.error();
    of = *self;
  }
  const Wanted wanted(call, std::move(of));
  const Look look = call.look();
  Totals totals;
  const bool exact = look.each(wanted.filter, [&](const ShownSession& visit) {
    if (wanted.admits(visit)) totals.add(visit, look.now());
    return true;
  }, {true, {}, kLookedThrough});
  const double minutes = std::chrono::duration<double, std::ratio<60>>(totals.time).count();
  const double each = totals.all == 0 ? 0 : minutes / static_cast<double>(totals.all);
  return json_response(200, {{"total_sessions", totals.all},
                             {"active_sessions", totals.by_status["active"] + totals.by_status["disconnected"]},
                             {"disconnected_sessions", totals.by_status["disconnected"]},
                             {"completed_sessions", totals.by_status["completed"]},
                             {"auto_clocked_out_sessions", totals.by_status["auto_clocked_out"]},
                             {"flagged_sessions", totals.flagged},
                             {"total_hours", hours_json(totals.time, kDecimals)},
                             {"average_duration_minutes", number_json(each, kDecimals)},
                             {"exact", exact}});
}

// Who says no more has looked at it, and lets it stand.
std::string decision_in(const Json& body) {
  if (const auto said = text_of(body, "decision")) return *said;
  for (const char* name : {"approved", "is_approved"}) {
    if (const auto approved = flag_of(body, name)) return *approved ? "approve" : "reject";
  }
  return "approve";
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
  Json item{{"decision", decision_in(*body)}};
  for (const char* name : {"note", "notes", "review_notes"}) {
    if (auto note = text_of(*body, name); note && !note->empty()) item["note"] = *note;
  }
  const auto written = call.write(ingest::Call::review, item, {found->place.subject, found->place.session});
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
  routes.add("GET", "/api/v1/sessions/my-sessions", Action::read_subject, list_own);
  routes.add("GET", "/api/v1/sessions/all", Action::read_tenant, list_all);
  routes.add("GET", "/api/v1/sessions/statistics", Action::read_subject, statistics);
  routes.add("POST", "/api/v1/sessions/{id}/review", Action::correct, review);
}

}  // namespace muster::api::dialects
