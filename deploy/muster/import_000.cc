// Document 000, work logs: employees and their entries.

#include <algorithm>

#include "deploy/muster/import_people.h"
#include "deploy/muster/import_systems.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

void employee(Columns& row, ImportContext&, RowEvents& out) {
  const std::string id = row.need_id({"id", "employee_id"});
  Json record = Json::object();
  put_text(record, "first_name", row, {"first_name"});
  put_text(record, "last_name", row, {"last_name"});
  put_text(record, "email", row, {"email"});
  put_text(record, "phone", row, {"phone", "phone_number"});
  put_text(record, "department", row, {"department"});
  put_role(record, row, {"role"});
  out.add_record("subject", id, record, "/v1/subjects/" + path_segment(id));
}

// What its end, and a decision about it, are taken to mean.
std::string decision_of(Columns& row) {
  std::string status = row.text({"status"}).value_or("");
  std::transform(status.begin(), status.end(), status.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (status == "approved" || status == "rejected") return status == "approved" ? "approve" : "reject";
  const bool approved = row.flag({"is_approved", "approved"}).value_or(false);
  return approved ? "approve" : row.flag({"is_rejected", "rejected"}).value_or(false) ? "reject" : "";
}

void worklog(Columns& row, ImportContext&, RowEvents& out) {
  const std::string id = row.need_session_id({"id"});
  const std::string employee = row.need_id({"employee_id", "employee"});
  const Timestamp in = row.need_time({"check_in"});
  const auto left = row.time({"check_out"});
  const std::string decision = decision_of(row);
  // No limit: entries that overlapped there are entries here.
  Json policy{{"review_all", true}};
  if (!left) policy["long_after_s"] = 43'200;
  Json data{{"session_id", id}, {"kind", "worklog"}, {"policy", policy}};
  put_text(data, "notes", row, {"notes", "description", "note"}, 2000);
  out.add_accepted("checkin", employee, in, data);
  if (!left) return;
  if (*left < in) row.note("check_out", "out_of_range", "is before check_in");
  out.add_accepted("checkout", employee, *left, {{"session_id", id}, {"reason", "checkout"}});
  if (decision.empty()) return;
  // Covers what was accepted before it.
  const Timestamp at = std::max(row.time({"approved_at", "updated_at"}).value_or(*left), *left) + Duration{1};
  Json review{{"session_id", id}, {"decision", decision}};
  put_text(review, "note", row, {"approval_note", "review_note"}, 2000);
  out.by(row.text({"approved_by_id", "approved_by"}).value_or(""));
  out.add_accepted("review", employee, at, review);
}

}  // namespace

std::vector<ImportTable> tables_000() {
  return {{"users_employee", {"employee", "employees"}, {"first_name", "last_name", "role", "email"}, true, employee},
          {"worktime_worklog", {"worklog", "worklogs", "work_logs", "worktime"}, {"check_in", "check_out"}, false, worklog}};
}

}  // namespace muster::deploy
