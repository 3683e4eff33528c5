// Document 001, devices: users and where they are logged in.

#include <algorithm>

#include "deploy/muster/import_people.h"
#include "deploy/muster/import_systems.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr Duration kLongestVoucher = std::chrono::hours{24 * 365};

void user(Columns& row, ImportContext&, RowEvents& out) {
  const std::string id = row.need_id({"id", "user_id"});
  Json record = Json::object();
  put_text(record, "first_name", row, {"first_name"});
  put_text(record, "last_name", row, {"last_name"});
  put_text(record, "display_name", row, {"username", "name", "full_name"});
  put_text(record, "email", row, {"email"});
  put_text(record, "phone", row, {"phone", "phone_number"});
  put_role(record, row, {"role"});
  out.add_record("subject", id, record, "/v1/subjects/" + path_segment(id));
}

// Still logged in: what it did at last keeps it so for as long as a request would have.
void vouch_up_to(const std::string& user, const std::string& id, Timestamp in, Timestamp last, RowEvents& out) {
  for (Timestamp from = in; from < last;) {
    const Timestamp to = std::min(from + kLongestVoucher, last);
    out.add("ping", user, from, {{"session_id", id}, {"next_ping_s", std::max<std::int64_t>(1, (to - from).count() / 1000 + 1)}, {"grace_s", 0}});
    from = to;
  }
  if (last > in) out.add("ping", user, last, {{"session_id", id}, {"kind", "device"}});
}

void session(Columns& row, ImportContext&, RowEvents& out) {
  const std::string id = row.need_session_id({"id"});
  const std::string user = row.need_id({"user_id", "user"});
  const Timestamp in = row.need_time({"created_at"});
  const Timestamp last = std::max(in, row.time({"last_activity", "last_active"}).value_or(in));
  const bool active = row.flag({"is_active"}).value_or(true);
  Json device = Json::object();
  put_text(device, "name", row, {"device_name"});
  put_text(device, "type", row, {"device_type"});
  put_text(device, "browser", row, {"browser"});
  put_text(device, "ip", row, {"ip_address"});
  Json data{{"session_id", id}, {"kind", "device"}, {"device", device}};
  if (!active) data["policy"] = {{"counts", false}};
  out.add_accepted("checkin", user, in, data);
  if (active) return vouch_up_to(user, id, in, last, out);
  out.add_accepted("checkout", user, last, {{"session_id", id}, {"reason", "logout"}});
}

}  // namespace

std::vector<ImportTable> tables_001() {
  return {{"users", {"user"}, {"username", "email"}, true, user},
          {"sessions", {"session", "user_sessions"}, {"device_name", "device_type", "ip_address", "last_activity"}, false, session}};
}

}  // namespace muster::deploy
