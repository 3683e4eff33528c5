#include "api/api.h"

#include "api/corrections.h"
#include "api/directory_lists.h"
#include "api/hours.h"
#include "api/problem_pages.h"
#include "api/projected.h"
#include "api/rollups.h"
#include "api/session_parts.h"
#include "api/sessions.h"

namespace muster::api {
namespace {

std::vector<ReadRoute> read_routes() {
  return {
      {"/v1/sessions", session_list_parameters(true), list_all_sessions},
      {"/v1/sessions/{id}", {"subject"}, show_one_session, {kJson}, true},
      {"/v1/sessions/{id}/events", {"subject"}, show_session_events},
      {"/v1/sessions/{id}/trail", {"subject", "from", "to"}, show_session_trail, {kJson, kGeoJson}},
      {"/v1/subjects/{subject}/sessions", session_list_parameters(false), list_sessions_of_subject},
      {"/v1/subjects/{subject}/hours",
       {"from", "to", "tz", "group_by", "kind", "activity", "split_by", "attribution"},
       show_subject_hours},
      {"/v1/hours", {"from", "to", "tz", "group_by", "kind", "place", "split_by"}, show_tenant_hours},
      {"/v1/occupancy", {"from", "to", "kind", "place"}, show_occupancy},
      {"/v1/reviews", {"kind", "subject", "place", "limit", "cursor", "count"}, list_reviews},
      {"/v1/stats", {}, show_stats},
      {"/v1/subjects", {"q", "department", "role", "email", "login", "limit", "cursor", "count"}, list_subjects},
      {"/v1/places", {"q", "limit", "cursor", "count"}, list_places},
      {"/v1/places/nearby", {"lat", "lon", "radius_m", "limit"}, list_nearby},
      {"/v1/devices", {"q", "department", "type", "limit", "cursor", "count"}, list_devices},
  };
}

std::string key_or_random(std::string key) { return key.empty() ? CursorSigner::random_key() : std::move(key); }

}  // namespace

struct Api::Impl {
  explicit Impl(Services s) : services(std::move(s)), signer(key_or_random(services.cursor_key)) {}

  Services services;
  CursorSigner signer;
  Background background;  // last: it ends first
};

Api::Api(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {}
Api::~Api() = default;

void Api::add_reads(http::Router& router) const {
  for (ReadRoute& route : read_routes()) {
    add_read(router, impl_->services, impl_->signer, impl_->background, std::move(route));
  }
  add_problem_pages(router);
}

ingest::Locate Api::corrected_session() const { return api::corrected_session(impl_->services); }

ingest::Projected Api::projected() const {
  return api::projected(impl_->services, impl_->background);
}

}  // namespace muster::api
