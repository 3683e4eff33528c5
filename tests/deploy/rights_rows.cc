#include "tests/deploy/rights_rows.h"

#include <algorithm>

namespace muster::deploy {
namespace {

using enum access::Action;

// Writes of the directory come with an If-Match that nothing fulfils: who may, hears 412.
constexpr RightsRow kRows[] = {
    {"GET", "/livez", read_metrics, Shape::open, 200},
    {"GET", "/readyz", read_metrics, Shape::open, 200},
    {"GET", "/problems/{code}", read_metrics, Shape::open, 200},
    {"GET", "/openapi.json", read_metrics, Shape::open, 200},
    {"GET", "/metrics", read_metrics, Shape::gate, 200},
    {"POST", "/admin/snapshots", manage_store, Shape::gate, 422, R"({"name":7})"},
    {"POST", "/admin/rebuild", manage_store, Shape::gate, 422, R"({"name":7})"},

    {"POST", "/v1/check-ins", write_events, Shape::write, 422, R"({"subject":"SUBJECT","kind":"nonsense"})"},
    {"POST", "/v1/pings", write_events, Shape::write, 202, R"({"subject":"SUBJECT","session_id":"none"})"},
    {"POST", "/v1/locations", write_events, Shape::write, 202,
     R"({"subject":"SUBJECT","session_id":"none","position":{"lat":1,"lon":2}})"},
    {"POST", "/v1/check-outs", write_events, Shape::write, 202, R"({"subject":"SUBJECT","session_id":"none"})"},
    {"POST", "/v1/events", write_events, Shape::write, 202,
     R"({"specversion":"1.0","id":"e","source":"/s","type":"muster.checkout.v1","subject":"SUBJECT","data":{"session_id":"none"}})"},

    {"GET", "/v1/sessions", read_tenant, Shape::list, 200},
    {"GET", "/v1/reviews", read_tenant, Shape::list, 200},
    {"GET", "/v1/stats", read_tenant, Shape::counts, 200},
    {"GET", "/v1/changes", read_subject, Shape::gate, 200},
    {"GET", "/v1/reports/daily", read_tenant, Shape::list, 200},
    {"GET", "/v1/audit", read_audit, Shape::gate, 200},
    {"GET", "/v1/hours", read_rollups, Shape::gate, 200},
    {"GET", "/v1/occupancy", read_rollups, Shape::gate, 200},
    {"GET", "/v1/sessions/{id}", read_subject, Shape::session, 200},
    {"GET", "/v1/sessions/{id}/events", read_subject, Shape::session, 200},
    {"GET", "/v1/sessions/{id}/trail", read_subject, Shape::session, 200},
    {"POST", "/v1/sessions/{id}/amend", correct, Shape::session, 422, "{}"},
    {"POST", "/v1/sessions/{id}/review", correct, Shape::session, 422, "{}"},
    {"POST", "/v1/sessions/{id}/close", correct, Shape::session, 422, R"({"why":""})"},
    {"POST", "/v1/sessions/close", correct, Shape::gate, 422, "{}"},
    {"GET", "/v1/subjects/{subject}/sessions", read_subject, Shape::subject, 200, {}, 200},
    {"GET", "/v1/subjects/{subject}/hours", read_subject, Shape::subject, 200, {}, 200},

    {"GET", "/v1/subjects/{id}", read_subject, Shape::subject, 200},
    {"PUT", "/v1/subjects/{id}", write_subject, Shape::subject, 412, "{}", 412},
    {"DELETE", "/v1/subjects/{id}", write_subject_standing, Shape::subject, 412},
    {"GET", "/v1/places/{id}", read_places, Shape::place, 200},
    {"PUT", "/v1/places/{id}", write_places, Shape::place, 412, R"({"name":"x","lat":1,"lon":2,"radius_m":3})", 412},
    {"DELETE", "/v1/places/{id}", write_places, Shape::place, 412},
    {"GET", "/v1/devices/{id}", read_devices, Shape::gate, 404},
    {"PUT", "/v1/devices/{id}", write_devices, Shape::gate, 412, "{}"},
    {"DELETE", "/v1/devices/{id}", write_devices, Shape::gate, 404},
    {"GET", "/v1/subjects", read_tenant, Shape::list, 200},
    {"POST", "/v1/subjects", write_subject, Shape::write, 422, R"({"subject":"SUBJECT","tz":"nowhere"})"},
    {"GET", "/v1/places", read_places, Shape::gate, 200},
    {"GET", "/v1/places/nearby", read_places, Shape::gate, 400},
    {"POST", "/v1/places", write_places, Shape::gate, 422, "{}"},
    {"GET", "/v1/devices", read_devices, Shape::gate, 200},
    {"POST", "/v1/devices", write_devices, Shape::gate, 422, R"({"name":7})"},
};

}  // namespace

std::span<const RightsRow> rights_rows() { return kRows; }

bool is_of_a_dialect(std::string_view pattern) {
  constexpr std::string_view kPrefixes[] = {"/api/", "/sessions", "/check"};
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes), [&](std::string_view p) { return pattern.starts_with(p); });
}

}  // namespace muster::deploy
