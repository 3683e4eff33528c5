#include <algorithm>
#include <utility>
#include <vector>

#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/fields.h"
#include "api/dialects/pages.h"
#include "processors/directory_nearby.h"
#include "processors/directory_search.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using access::Action;

constexpr double kUsualRadiusM = 100;
constexpr double kUsualSearchM = 1000;
constexpr double kCmPerMetre = 100;
constexpr std::size_t kMostNearby = 100;
constexpr std::size_t kMostSorted = 5'000;

Error not_found() { return {"not_found", ErrorClass::refused, "", "Not found."}; }

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

std::vector<processors::DirectoryEntry> first_matching(const processors::Directory& directory, processors::DirectoryQuery query, std::size_t most) {
  std::vector<processors::DirectoryEntry> found;
  while (found.size() < most) {
    auto page = processors::search(directory, query, most - found.size());
    std::move(page.entries.begin(), page.entries.end(), std::back_inserter(found));
    if (!page.next) break;
    query.after = *page.next;
  }
  return found;
}

// 2 before 10, and numbers before names.
bool by_number(const processors::DirectoryEntry& a, const processors::DirectoryEntry& b) {
  const Json one = id_json(a.id), other = id_json(b.id);
  if (one.is_number() != other.is_number()) return one.is_number();
  return one < other;
}

// In the order of their numbers, as the system before counted them; of very many, as the directory has them.
Result<http::Response> list_matching(const Call& call, const std::string& words) {
  const auto asked = page_asked(call.request);
  if (!asked) return asked.error();
  processors::DirectoryQuery query;
  query.tenant = call.who.tenant;
  query.type = DirectoryType::place;
  query.q = words;
  const auto& directory = call.backend.services().directory;
  const std::size_t count = processors::count(directory, query).count;
  const bool sorted = count <= kMostSorted;
  auto found = first_matching(directory, query, sorted ? kMostSorted : asked->end());
  if (sorted) std::sort(found.begin(), found.end(), by_number);
  Json rows = Json::array();
  for (std::size_t i = asked->begin(); i < std::min(asked->end(), found.size()); ++i) rows.push_back(client_json(found[i]));
  return page_response(call.request, *asked, count, std::move(rows));
}

Result<http::Response> search_clients(const Call& call) {
  for (const char* name : {"q", "search", "query"}) {
    if (const std::string* words = call.request.query_value(name)) return list_matching(call, *words);
  }
  return list_matching(call, "");
}

// The parameters of a query as fields, an empty one being none.
Fields fields_asked(const http::Request& request) {
  Json asked = Json::object();
  for (const auto& [name, value] : request.query) {
    if (!value.empty()) asked[name] = value;
  }
  return Fields(std::move(asked));
}

double number_between(Fields& fields, const char* name, double least, double most) {
  const double value = fields.number(name).value_or(least);
  if (value < least || value > most) fields.note(name, "Out of range.");
  return value;
}

Result<http::Response> list_nearby(const Call& call) {
  Fields asked = fields_asked(call.request);
  asked.require("latitude");
  asked.require("longitude");
  const double lat = number_between(asked, "latitude", -90, 90), lon = number_between(asked, "longitude", -180, 180);
  const double radius = has(asked.body(), "radius") ? number_between(asked, "radius", 0, processors::kFarthestM) : kUsualSearchM;
  if (!asked.ok()) return asked.response();
  Json rows = Json::array();
  for (const auto& near : processors::nearby(call.backend.services().directory, call.who.tenant, lat, lon, radius, kMostNearby)) {
    Json row = client_json(near.entry);
    row["distance"] = number_json(static_cast<double>(near.distance_cm) / kCmPerMetre, 2);
    rows.push_back(std::move(row));
  }
  const std::size_t count = rows.size();
  return json_response(200, {{"count", count}, {"next", nullptr}, {"previous", nullptr}, {"results", std::move(rows)}});
}

Result<http::Response> show_client(const Call& call) {
  const std::string& id = call.request.param("id");
  const auto record = call.backend.record(call.who.tenant, DirectoryType::place, id);
  if (!record) return not_found();
  return json_response(200, client_json(id, *record));
}

// Puts what the body says over what the record says.
void take_fields(Fields& fields, Json& record) {
  for (const auto& [theirs, ours] : kFields) {
    const std::string_view name = ours;
    if (name == "lat" || name == "lon" || name == "radius_m") {
      if (const auto value = fields.number(theirs)) record[ours] = *value;
    } else if (name == "name" && has(fields.body(), theirs)) {
      record[ours] = fields.need_text(theirs);
    } else if (auto text = fields.text(theirs)) {
      record[ours] = *text;
    }
  }
}

Result<http::Response> put_client(const Call& call, int status, const std::string& id, const Json& record) {
  if (auto put = call.backend.put(call.who, DirectoryType::place, id, record, call.origin()); !put) return told_by(kFields, put.error());
  return json_response(status, client_json(id, record));
}

Result<http::Response> add_client(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return body.error();
  Fields fields(std::move(*body));
  for (const char* name : {"name", "latitude", "longitude"}) fields.require(name);
  Json record{{"radius_m", kUsualRadiusM}};
  take_fields(fields, record);
  if (!fields.ok()) return fields.response();
  return put_client(call, 201, fresh_number(), record);
}

Result<http::Response> change_client(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return body.error();
  const std::string& id = call.request.param("id");
  auto record = call.backend.record(call.who.tenant, DirectoryType::place, id);
  if (!record) return not_found();
  Fields fields(std::move(*body));
  take_fields(fields, *record);
  if (!fields.ok()) return fields.response();
  return put_client(call, 200, id, *record);
}

Result<http::Response> remove_client(const Call& call) {
  const auto status = call.backend.remove(call.who, DirectoryType::place, call.request.param("id"), call.origin());
  if (!status) return status.error().code == "not_found" ? not_found() : status.error();
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_clock_in_clients(http::Router& router, const Shared& shared, const Identify& identify) {
  Routes routes(router, shared, identify, detail_error);
  routes.add("GET", "/api/v1/clients", Action::read_places, [](const Call& call) { return list_matching(call, ""); });
  routes.add("GET", "/api/v1/clients/search", Action::read_places, search_clients);
  routes.add("GET", "/api/v1/clients/nearby", Action::read_places, list_nearby);
  routes.add("GET", "/api/v1/clients/{id}", Action::read_places, show_client);
  routes.add("POST", "/api/v1/clients", Action::write_places, add_client);
  routes.add("PATCH", "/api/v1/clients/{id}", Action::write_places, change_client);
  routes.add("DELETE", "/api/v1/clients/{id}", Action::write_places, remove_client);
}

}  // namespace muster::api::dialects
