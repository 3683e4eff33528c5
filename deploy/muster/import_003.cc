// Document 003, clock-in: practitioners with their accounts, clients, visits and where they were.

#include <algorithm>

#include "api/dialects/clock_in.h"
#include "deploy/muster/import_people.h"
#include "deploy/muster/import_systems.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kRadiusM = 100;
constexpr std::string_view kHash = "pbkdf2_sha256$";

// The one function that knows what the record of an account holds: the hash as it is, until the first log-in.
void add_account(RowEvents& out, const std::string& login, const std::string& subject, const std::string& hash, std::string path) {
  out.add_along("account", login, {{"password", hash}, {"subject", subject}}, std::move(path));
}

void practitioner(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string id = row.need_id({"id"});
  const std::string login = api::dialects::phone_in(row.need_text({"phone_number", "phone", "username"}));
  if (!row.fault() && login.empty()) row.note("phone_number", "bad_field", "a phone number has 7 to 15 digits, after a `+`");
  const auto [other, first] = context.names["phones"].try_emplace(login, id);
  if (!row.fault() && !first && other->second != id) {
    row.note("phone_number", "bad_field", "user " + other->second + " has this phone, too, when blanks and dashes go: one of them needs another");
  }
  Json record{{"login", login}, {"phone", login}};
  put_text(record, "first_name", row, {"first_name"});
  put_text(record, "last_name", row, {"last_name"});
  put_text(record, "email", row, {"email"});
  put_text(record, "department", row, {"department", "department_name", "department_id"});
  put_role(record, row, {"role", "user_type"});
  Json contact = Json::object();
  put_text(contact, "name", row, {"emergency_contact_name"});
  put_text(contact, "phone", row, {"emergency_contact_phone"});
  if (!contact.empty()) record["emergency_contact"] = std::move(contact);
  const std::string path = "/v1/subjects/" + path_segment(id);
  out.add_record("subject", id, record, path);
  const std::string hash = row.text({"password"}).value_or("");
  if (hash.starts_with(kHash) && row.flag({"is_active"}).value_or(true)) add_account(out, login, id, hash, path);
}

std::string address_of(Columns& row) {
  std::string address = row.text({"address", "street_address", "address_line1"}).value_or("");
  for (const std::string_view part : {"city", "state", "zip_code", "postal_code"}) {
    if (const auto text = row.text({part})) address.append(address.empty() ? "" : ", ").append(*text);
  }
  return address;
}

// One without coordinates is no place: its visits name it in a label.
void client(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string id = row.need_id({"id"});
  std::string name = row.text({"name", "client_name", "full_name"}).value_or("");
  if (name.empty()) name = row.text({"first_name"}).value_or("") + " " + row.text({"last_name"}).value_or("");
  const Json at = row.position({"latitude", "lat"}, {"longitude", "lon", "lng"}, {});
  const bool somewhere = !at.is_null() && (at["lat"] != 0.0 || at["lon"] != 0.0);
  context.names["clients"][id] = somewhere ? "place" : "";
  if (!somewhere) return row.note("latitude", "missing_field", "a client without coordinates is no place; its visits are kept, and name it in the label `client`");
  Json record{{"name", name}, {"lat", at["lat"]}, {"lon", at["lon"]},
              {"radius_m", row.number({"radius_m", "radius", "geofence_radius"}).value_or(kRadiusM)}};
  if (std::string address = address_of(row); !address.empty()) record["address"] = std::move(address);
  put_text(record, "phone", row, {"phone_number", "phone"});
  out.add_record("place", id, record, "/v1/places/" + path_segment(id));
}

// Names where the place is to be looked up, or that there is none. Whether there is a place.
bool put_client(Json& data, Columns& row, const ImportContext& context) {
  const auto client = row.text({"client_id", "client"});
  if (!client) return false;
  const auto table = context.names.find("clients");
  const auto known = table == context.names.end() ? RowFields::const_iterator{} : table->second.find(*client);
  const bool placeless = table != context.names.end() && known != table->second.end() && known->second.empty();
  placeless ? data["labels"]["client"] = *client : data["place_id"] = *client;
  return !placeless;
}

Json fix_of(Columns& row, Names lat, Names lon, Names accuracy) {
  Json fix = row.position(lat, lon, accuracy);
  const bool none = !fix.is_null() && fix["lat"] == 0.0 && fix["lon"] == 0.0;  // a device that has no fix
  return none ? Json(nullptr) : fix;
}

// Sessions that are over keep their end, whatever the rules of today; those that are not live under them.
Json policy_of(bool automatic, Timestamp in, const std::optional<Timestamp>& left) {
  Json policy{{"accuracy_max_m", 100}};
  if (automatic) policy["max_duration_s"] = std::max(1.0, static_cast<double>((*left - in).count()) / 1000);
  if (!left) policy.update({{"max_duration_s", 28'800}, {"limit", 1}, {"on_limit", "evict_oldest"}, {"silent_after_s", 900}});
  return policy;
}

void review(Columns& row, RowEvents& out, const std::string& who, const std::string& id, Timestamp left) {
  const std::string status = row.text({"review_status"}).value_or("");
  const bool reviewed = row.flag({"reviewed", "is_reviewed"}).value_or(false);
  const char* decision = status == "rejected" ? "reject" : status == "approved" || (status.empty() && reviewed) ? "approve" : nullptr;
  const Timestamp at = std::max(row.time({"reviewed_at"}).value_or(left), left) + Duration{1};
  if (decision == nullptr) return;
  Json data{{"session_id", id}, {"decision", decision}};
  put_text(data, "note", row, {"review_notes", "review_note"}, 2000);
  out.by(row.text({"reviewed_by_id", "reviewed_by"}).value_or(""));
  out.add_accepted("review", who, at, data);
}

void check_out(Columns& row, RowEvents& out, const std::string& who, const std::string& id, Timestamp left) {
  const bool emergency = row.flag({"emergency", "is_emergency", "emergency_end"}).value_or(false);
  Json data{{"session_id", id}, {"reason", emergency ? "emergency" : "checkout"}};
  const Json fix = fix_of(row, {"clock_out_latitude"}, {"clock_out_longitude"}, {"clock_out_accuracy"});
  if (!fix.is_null()) data["position"] = fix;
  put_text(data, "notes", row, {"session_notes", "notes"}, 2000);
  out.add_accepted("checkout", who, left, data);
}

void session(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string id = row.need_session_id({"id"});
  const std::string who = row.need_id({"practitioner_id", "practitioner", "user_id", "user"});
  const Timestamp in = row.need_time({"clock_in_time", "clock_in"});
  const auto left = row.time({"clock_out_time", "clock_out"});
  const bool automatic = left && row.text({"status"}).value_or("") == "auto_clocked_out";
  context.names["sessions"][id] = who;
  Json data{{"session_id", id}, {"kind", "visit"}};
  const bool placed = put_client(data, row, context);
  if (left || !placed) data["policy"] = policy_of(automatic, in, left);
  const Json fix = fix_of(row, {"clock_in_latitude", "latitude"}, {"clock_in_longitude", "longitude"}, {"clock_in_accuracy", "accuracy"});
  if (!fix.is_null()) data["position"] = fix;
  put_text(data, "service_type", row, {"service_type"});
  if (!left || automatic) put_text(data, "notes", row, {"session_notes", "notes"}, 2000);
  if (const auto why = row.text({"review_reason", "flag_reason"})) data["labels"]["review_reason"] = *why;
  out.add_accepted("checkin", who, in, data);
  if (!left) return;
  if (*left < in) row.note("clock_out_time", "out_of_range", "is before clock_in_time");
  if (!automatic) check_out(row, out, who, id, *left);
  review(row, out, who, id, *left);
}

void location(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string session = row.need_session_id({"session_id", "session", "clock_session_id"});
  std::string who = row.text({"practitioner_id", "practitioner", "user_id"}).value_or("");
  if (who.empty()) who = context.names["sessions"][session];
  if (who.empty()) row.note("session_id", "missing_field", "the session is in no file of this import: give its file along with this one");
  const Timestamp at = row.need_time({"timestamp", "recorded_at", "created_at"});
  const Json fix = fix_of(row, {"latitude", "lat"}, {"longitude", "lon"}, {"accuracy"});
  if (!row.fault() && fix.is_null()) row.note("latitude", "missing_field", "a location has coordinates");
  if (!row.fault()) out.add_accepted("location", who, at, {{"session_id", session}, {"position", fix}});
}

}  // namespace

std::vector<ImportTable> tables_003() {
  return {{"authentication_user", {"users", "user", "practitioners", "practitioner", "authentication_customuser"}, {"password"}, true, practitioner},
          {"clients_client", {"clients", "client"}, {"address", "street_address"}, true, client},
          {"sessions_clocksession", {"clocksession", "clock_sessions", "clocksessions", "clock_session", "sessions"},
           {"clock_in_time", "clock_in"}, false, session},
          {"sessions_locationupdate", {"locationupdate", "location_updates", "locationupdates", "location_update", "locations"},
           {"timestamp", "recorded_at"}, false, location}};
}

}  // namespace muster::deploy
