#include "api/api.h"

#include "api/audit_calls.h"
#include "api/corrections.h"
#include "api/directory_lists.h"
#include "api/hours.h"
#include "api/list_sheet.h"
#include "api/openapi.h"
#include "api/problem_pages.h"
#include "api/projected.h"
#include "api/reports.h"
#include "api/rollups.h"
#include "api/session_parts.h"
#include "api/sessions.h"

namespace muster::api {
namespace {

const std::vector<std::string_view> kAlsoSheets{kJson, kCsv, kXlsx};

std::vector<ReadRoute> read_routes() {
  return {
      {"/v1/sessions", session_list_parameters(true), list_all_sessions, kAlsoSheets},
      {"/v1/sessions/{id}", {"subject"}, show_one_session, kAlsoSheets, true},
      {"/v1/sessions/{id}/events", {"subject", "from", "to", "signs"},
       also_as_sheet(sheets::events, show_session_events), kAlsoSheets},
      {"/v1/sessions/{id}/trail", {"subject", "from", "to"},
       also_as_sheet(sheets::trail, show_session_trail), {kJson, kGeoJson, kCsv, kXlsx}},
      {"/v1/subjects/{subject}/sessions", session_list_parameters(false), list_sessions_of_subject, kAlsoSheets},
      {"/v1/subjects/{subject}/hours",
       {"from", "to", "tz", "group_by", "kind", "activity", "split_by", "attribution"},
       show_subject_hours, kAlsoSheets},
      {"/v1/hours", {"from", "to", "tz", "group_by", "kind", "place", "split_by"}, show_tenant_hours, kAlsoSheets},
      {"/v1/occupancy", {"from", "to", "kind", "place"}, also_as_sheet(sheets::occupancy, show_occupancy), kAlsoSheets},
      {"/v1/reviews", {"kind", "subject", "place", "limit", "cursor", "count"}, list_reviews, kAlsoSheets},
      {"/v1/audit", audit_parameters(), also_as_sheet(sheets::audit, list_audit), kAlsoSheets},
      {"/v1/reports/daily", {"date", "tz", "department"}, show_daily_report, kAlsoSheets},
      {"/v1/reports/monthly", {"month", "tz", "department"}, show_monthly_report, kAlsoSheets},
      {"/v1/stats", {}, also_as_sheet(sheets::stats, show_stats), kAlsoSheets},
      {"/v1/subjects", {"q", "department", "role", "email", "login", "limit", "cursor", "count"},
       also_as_sheet(sheets::subjects, list_subjects), kAlsoSheets},
      {"/v1/places", {"q", "limit", "cursor", "count"}, also_as_sheet(sheets::places, list_places), kAlsoSheets},
      {"/v1/places/nearby", {"lat", "lon", "radius_m", "limit"}, also_as_sheet(sheets::nearby, list_nearby), kAlsoSheets},
      {"/v1/devices", {"q", "department", "type", "limit", "cursor", "count"},
       also_as_sheet(sheets::devices, list_devices), kAlsoSheets},
  };
}

}  // namespace

struct Api::Impl {
  explicit Impl(Services s) : services(std::move(s)), signer(services.cursor_key) {}

  Services services;
  CursorSigner signer;
  ReadThreads threads;  // last: they end first
};

Api::Api(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {}
Api::~Api() = default;

void Api::end() {
  impl_->threads.sheets.end();
  impl_->threads.usual.end();
}

void Api::add_reads(http::Router& router) const {
  for (ReadRoute& route : read_routes()) {
    add_read(router, impl_->services, impl_->signer, impl_->threads, std::move(route));
  }
  add_problem_pages(router);
  add_openapi(router);
}

Result<std::string> Api::daily_report(const Tenant& tenant, const std::string& date, const std::string& zone,
                                      const std::string& format, const std::string& actor) const {
  http::Request request;
  request.method = "GET";
  request.path = "/v1/reports/daily";
  request.query = {{"date", date}, {"tz", zone}};
  const Services& services = impl_->services;
  access::Principal admin;
  admin.tenant = tenant;
  admin.roles = {access::Role::admin};
  admin.actor = actor;
  try {
    const auto store = services.store.get();
    const auto rows = store->snapshot();
    Reading reading{services, impl_->signer, request, admin, *rows, Params(request.query), services.wall.now(), true,
                    format == "xlsx" ? kXlsx : kCsv};
    auto answer = show_daily_report(reading);
    if (!answer.ok()) return answer.error();
    return std::move(answer).value().body;
  } catch (const projections::ReadFailure& failure) {
    return failure.error();
  }
}

ingest::Locate Api::corrected_session() const { return api::corrected_session(impl_->services); }

ingest::Projected Api::projected() const {
  return api::projected(impl_->services, impl_->threads.usual);
}

}  // namespace muster::api
