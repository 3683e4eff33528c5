// Document 004, passes: profiles and sessions of an hour.

#include <algorithm>

#include "deploy/muster/import_people.h"
#include "deploy/muster/import_systems.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

// `[0.5, 1]` and PostgreSQL's `{0.5,1}`.
void put_preferences(Json& record, Columns& row) {
  auto text = row.text({"preferences"});
  if (!text) return;
  if (text->starts_with('{') && text->ends_with('}')) {
    text->front() = '[';
    text->back() = ']';
  }
  Json numbers = Json::parse(*text, nullptr, false);
  const auto fits = [](const Json& n) { return n.is_number() && n.get<double>() >= 0 && n.get<double>() <= 1; };
  if (!numbers.is_array() || numbers.size() != 5 || !std::all_of(numbers.begin(), numbers.end(), fits)) {
    return row.note("preferences", "out_of_range", "five numbers from 0 to 1");
  }
  record["preferences"] = std::move(numbers);
}

void profile(Columns& row, ImportContext&, RowEvents& out) {
  const std::string id = row.need_id({"id", "user_id"});
  Json record = Json::object();
  put_text(record, "first_name", row, {"name"});
  put_text(record, "display_name", row, {"display_name"});
  put_text(record, "email", row, {"email"});
  put_preferences(record, row);
  out.add_record("subject", id, record, "/v1/subjects/" + path_segment(id));
}

void session(Columns& row, ImportContext& context, RowEvents& out) {
  const std::string id = row.need_session_id({"id"});
  const std::string user = row.need_id({"user_id"});
  const Timestamp in = row.need_time({"checked_in_at", "created_at"});
  const Timestamp expires = row.need_time({"expires_at"});
  const bool ended = row.text({"status"}).value_or("active") == "inactive";
  if (expires - in < std::chrono::seconds{1}) return row.note("expires_at", "out_of_range", "is not after checked_in_at");
  Json policy{{"ttl_s", static_cast<double>((expires - in).count()) / 1000}};
  if (!ended && expires > context.now) policy.update({{"limit", 1}, {"on_limit", "keep"}});
  out.add_accepted("checkin", user, in, {{"session_id", id}, {"kind", "pass"}, {"policy", policy}});
  if (!ended) return;
  // When it was given back is not in the table unless somebody added it: at the latest now.
  const auto at = row.time({"checked_out_at", "updated_at"});
  const Timestamp end = std::clamp(at.value_or(std::min(expires, context.now)), in, expires);
  out.add_accepted("checkout", user, end, {{"session_id", id}, {"reason", "checkout"}}, at.has_value());
}

}  // namespace

std::vector<ImportTable> tables_004() {
  return {{"profiles", {"profile", "users"}, {"display_name", "preferences"}, true, profile},
          {"sessions", {"session"}, {"checked_in_at", "expires_at"}, false, session}};
}

}  // namespace muster::deploy
