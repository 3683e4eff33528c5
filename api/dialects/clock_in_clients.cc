#include <utility>

#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/pages.h"
#include "processors/directory_nearby.h"
#include "processors/directory_search.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Verdict;

constexpr double kUsualRadiusM = 100;
constexpr double kUsualSearchM = 1000;
constexpr double kCmPerMetre = 100;
constexpr std::size_t kMostNearby = 100;

Error not_found() { return {"not_found", ErrorClass::refused, "", "Not found."}; }
Error forbidden() { return {"forbidden", ErrorClass::refused, "", "You do not have permission to perform this action."}; }

constexpr FieldName kFields[] = {
    {"name", "name"}, {"address", "address"}, {"phone_number", "phone"}, {"latitude", "lat"}, {"longitude", "lon"}, {"radius_m", "radius_m"}};

Json client_json(std::string_view id, const Json& record) {
  Json client{{"id", id_json(id)}};
  for (const auto& [theirs, ours] : kFields) {
    const auto it = record.find(ours);
    client[theirs] = it != record.end() ? *it : Json(nullptr);
  }
  return client;
}

Json client_json(const processors::DirectoryEntry& entry) {
  Json record = Json::parse(entry.record, nullptr, false);
  return client_json(entry.id, record.is_object() ? record : Json::object());
}

Status may_read(const Call& call) {
  if (access::may(call.who, Action::read_places) == Verdict::yes) return Done{};
  return forbidden();
}

Result<http::Response> list_matching(const Call& call, const std::string& words) {
  if (auto status = may_read(call); !status) return status.error();
  const auto asked = page_asked(call.request);
  if (!asked) return asked.error();
  processors::DirectoryQuery query;
  query.tenant = call.who.tenant;
  query.type = DirectoryType::place;
  query.q = words;
  const auto& directory = call.backend.services().directory;
  const std::size_t count = processors::count(directory, query).count;
  Json rows = Json::array();
  std::size_t seen = 0;
  while (seen < asked->end()) {
    const auto page = processors::search(directory, query, asked->end() - seen);
    for (const auto& entry : page.entries) {
      if (seen++ >= asked->begin()) rows.push_back(client_json(entry));
    }
    if (!page.next) break;
    query.after = *page.next;
  }
  return page_response(call.request, *asked, count, std::move(rows));
}

Result<http::Response> search_clients(const Call& call) {
  const std::string* words = call.request.query_value("q");
  return list_matching(call, words != nullptr ? *words : "");
}

Result<double> number_asked(const http::Request& request, std::string_view name, std::optional<double> otherwise) {
  const std::string* text = request.query_value(name);
  if ((text == nullptr || text->empty()) && otherwise) return *otherwise;
  const auto value = text != nullptr ? number_in(*text) : std::nullopt;
  if (!value) return text == nullptr ? required(name) : Error{"bad_field", ErrorClass::refused, "/" + std::string(name), "A valid number is required."};
  return *value;
}

Result<http::Response> list_nearby(const Call& call) {
  if (auto status = may_read(call); !status) return status.error();
  const auto lat = number_asked(call.request, "latitude", std::nullopt);
  if (!lat) return lat.error();
  const auto lon = number_asked(call.request, "longitude", std::nullopt);
  if (!lon) return lon.error();
  const auto radius = number_asked(call.request, "radius", kUsualSearchM);
  if (!radius) return radius.error();
  const auto out_of_range = [](const char* field) { return Error{"out_of_range", ErrorClass::refused, field, "Out of range."}; };
  if (*lat < -90 || *lat > 90) return out_of_range("/latitude");
  if (*lon < -180 || *lon > 180) return out_of_range("/longitude");
  if (*radius < 0 || *radius > processors::kFarthestM) return out_of_range("/radius");
  Json rows = Json::array();
  for (const auto& near : processors::nearby(call.backend.services().directory, call.who.tenant, *lat, *lon, *radius, kMostNearby)) {
    Json row = client_json(near.entry);
    row["distance"] = number_json(static_cast<double>(near.distance_cm) / kCmPerMetre, 2);
    rows.push_back(std::move(row));
  }
  const std::size_t count = rows.size();
  return json_response(200, {{"count", count}, {"next", nullptr}, {"previous", nullptr}, {"results", std::move(rows)}});
}

Result<http::Response> show_client(const Call& call) {
  if (auto status = may_read(call); !status) return status.error();
  const std::string& id = call.request.param("id");
  const auto record = call.backend.record(call.who.tenant, DirectoryType::place, id);
  if (!record) return not_found();
  return json_response(200, client_json(id, *record));
}

// Puts what the body says over what the record says.
Status take_fields(const Json& body, Json& record) {
  for (const auto& [theirs, ours] : kFields) {
    if (!has(body, theirs)) continue;
    const std::string_view name = ours;
    if (name == "lat" || name == "lon" || name == "radius_m") {
      const auto value = number_of(body, theirs);
      if (!value) return Error{"bad_field", ErrorClass::refused, std::string("/") + theirs, "A valid number is required."};
      record[ours] = *value;
    } else if (auto text = text_of(body, theirs)) {
      record[ours] = *text;
    }
  }
  return Done{};
}

Result<http::Response> put_client(const Call& call, int status, const std::string& id, const Json& record) {
  if (auto put = call.backend.put(call.who, DirectoryType::place, {{id, record}}); !put) return told_by(kFields, put.error());
  return json_response(status, client_json(id, record));
}

Result<http::Response> add_client(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  if (access::may(call.who, Action::write_places) != Verdict::yes) return forbidden();
  for (const char* field : {"name", "latitude", "longitude"}) {
    if (!has(*body, field)) return required(field);
  }
  Json record{{"radius_m", kUsualRadiusM}};
  if (auto status = take_fields(*body, record); !status) return status.error();
  return put_client(call, 201, fresh_number(), record);
}

Result<http::Response> change_client(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return body.error();
  if (access::may(call.who, Action::write_places) != Verdict::yes) return forbidden();
  const std::string& id = call.request.param("id");
  auto record = call.backend.record(call.who.tenant, DirectoryType::place, id);
  if (!record) return not_found();
  if (auto status = take_fields(*body, *record); !status) return status.error();
  return put_client(call, 200, id, *record);
}

Result<http::Response> remove_client(const Call& call) {
  if (access::may(call.who, Action::write_places) != Verdict::yes) return forbidden();
  const auto status = call.backend.remove(call.who, DirectoryType::place, call.request.param("id"));
  if (!status) return status.error().code == "not_found" ? not_found() : status.error();
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_clock_in_clients(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, detail_error);
  routes.add("GET", "/api/v1/clients", [](const Call& call) { return list_matching(call, ""); });
  routes.add("GET", "/api/v1/clients/search", search_clients);
  routes.add("GET", "/api/v1/clients/nearby", list_nearby);
  routes.add("GET", "/api/v1/clients/{id}", show_client);
  routes.add("POST", "/api/v1/clients", add_client);
  routes.add("PATCH", "/api/v1/clients/{id}", change_client);
  routes.add("DELETE", "/api/v1/clients/{id}", remove_client);
}

}  // namespace muster::api::dialects
