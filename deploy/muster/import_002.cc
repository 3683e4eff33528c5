// Document 002, computers: users, computers, log-ins and what they called about.

#include <algorithm>

#include "deploy/muster/import_people.h"
#include "deploy/muster/import_systems.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kLongestVoucher = 31'536'000;

// The subject is the login.
void user(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string login = row.need_id({"name", "login"});
  if (const auto id = row.text({"id"})) context.names["users"][*id] = login;
  out.add_record("subject", login, {{"login", login}}, "/v1/subjects/" + path_segment(login));
}

void computer(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string name = row.need_id({"name", "comp_name"});
  if (const auto id = row.text({"id"})) context.names["computers"][*id] = name;
  out.add_record("device", name, {{"name", name}}, "/v1/devices/" + path_segment(name));
}

// What stands in the row itself, else what the row of another table that it names is called.
std::string name_of(Columns& row, ImportContext& context, Names own, Names by_id, const char* table) {
  if (auto name = row.text(own)) return *name;
  const auto id = row.text(by_id);
  const auto& known = context.names[table];
  const auto it = id ? known.find(*id) : known.end();
  return it == known.end() ? std::string{} : it->second;
}

std::string login_of(Columns& row, ImportContext& context) {
  std::string login = name_of(row, context, {"login", "user_login", "user_name"}, {"user_id"}, "users");
  if (login.empty()) row.note("login", "missing_field", "no login, nor a user_id that the file of users has");
  return login;
}

Json vouched(Columns& row, std::string id) {
  Json data{{"session_id", std::move(id)}, {"kind", "pc"}};
  if (const auto next = row.number({"next_ping_sec", "next_ping_seconds"})) {
    if (*next < 0 || *next > static_cast<double>(kLongestVoucher)) row.note("next_ping_sec", "out_of_range", "0 to 31,536,000");
    data["next_ping_s"] = std::max(1.0, *next);
  }
  return data;
}

void session(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string login = login_of(row, context);
  const Timestamp in = row.need_time({"date_time", "start_date_time", "created_at"});
  const auto end = row.time({"end_date_time"});
  Json data = vouched(row, row.need_session_id({"id"}));
  // Where the table keeps how far it came, and no call by itself.
  if (end && *end >= in && !data.contains("next_ping_s")) {
    const std::int64_t seconds = (*end - in).count() / 1000;
    if (seconds > kLongestVoucher) row.note("end_date_time", "out_of_range", "more than a year after the start");
    data["next_ping_s"] = std::max<std::int64_t>(1, seconds);
    data["grace_s"] = 0;
  }
  Json device = Json::object();
  const std::string computer = name_of(row, context, {"comp_name", "computer_name"}, {"computer_id", "comp_id"}, "computers");
  if (!computer.empty()) device = {{"device_id", computer}, {"name", computer}};
  put_text(device, "ip", row, {"ip_addr", "ip_address"});
  if (!device.empty()) data["device"] = std::move(device);
  out.add_accepted("checkin", login, in, data);
}

void activity(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string login = login_of(row, context);
  const Timestamp at = row.need_time({"date_time", "created_at"});
  Json data = vouched(row, row.need_session_id({"session_id"}));
  put_text(data, "activity", row, {"session_type"});
  out.add("ping", login, at, data);
}

}  // namespace

std::vector<ImportTable> tables_002() {
  return {{"users", {"user"}, {}, true, user},
          {"computers", {"computer"}, {}, true, computer},
          {"sessions", {"session"}, {"comp_name", "computer_id", "ip_addr"}, false, session},
          {"activities", {"activity", "user_activity", "user_activities"}, {"session_type", "session_id"}, false, activity}};
}

}  // namespace muster::deploy
