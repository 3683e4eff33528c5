#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "api/dialects/session_manager.h"
#include "projections/hours.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using access::Action;
using access::Verdict;

constexpr int kHoursDecimals = 6;
constexpr int kTotalDecimals = 2;

struct Asked {
  std::string login, activity;
  Timestamp from{}, to{};
  bool by_month = false;
};

// Time by UTC day.
using Days = std::map<std::chrono::sys_days, Duration>;

Error bad(std::string hint) { return {"bad_parameter", ErrorClass::invalid, "", std::move(hint)}; }

Result<Timestamp> time_asked(const http::Request& request, std::string_view name, Timestamp otherwise) {
  const std::string* text = request.query_value(name);
  if (text == nullptr || text->empty()) return otherwise;
  const auto time = time_of(*text);
  if (!time) return bad(fmt::format("{} must be a time such as 2022-09-01T00:00:00Z.", name));
  return *time;
}

Result<Asked> asked(const Call& call, Timestamp now) {
  Asked asked;
  const auto text = [&](std::string_view name) {
    const std::string* value = call.request.query_value(name);
    return value != nullptr ? *value : std::string{};
  };
  asked.login = text("login");
  if (asked.login.empty()) return bad("login is missing.");
  if (auto login = parse_subject(asked.login)) asked.login = login->str();  // in the form that names are kept in
  asked.activity = text("session_type");
  const std::string group = text("group_by");
  if (group != "month" && group != "date") return bad("group_by is month or date.");
  asked.by_month = group == "month";
  const auto from = time_asked(call.request, "from_date", Timestamp{});
  if (!from) return from.error();
  const auto to = time_asked(call.request, "to_date", now);
  if (!to) return to.error();
  asked.from = std::max(*from, Timestamp{});
  asked.to = std::min(*to, now);
  return asked;
}

// What was counted in [from, to), neither of which has to lie on a quarter hour: what came before `from` in
// its quarter is taken off again.
Result<Days> hours_of(const Look& look, const Tenant& tenant, const Asked& asked) {
  const projections::SubjectSeriesFilter filter{Kind{kPc}, asked.activity};
  const auto first = projections::quarter_of(asked.from);
  Days days;
  const auto add = [&](projections::Quarter end, Timestamp as_of, int sign) {
    return projections::subject_hours(look.rows(), tenant, SubjectId{asked.login}, filter, {first, end}, as_of,
                                      [&](const auto&, projections::Quarter q, Duration time) {
                                        days[std::chrono::floor<std::chrono::days>(projections::start_of_quarter(q))] += sign * time;
                                        return true;
                                      });
  };
  const bool in_quarter = asked.from > projections::start_of_quarter(first);
  const bool all = asked.from >= asked.to || (add(projections::quarter_of(asked.to) + 1, asked.to, 1) &&
                                              (!in_quarter || add(first + 1, asked.from, -1)));
  if (!all) return Error{"too_many_rows", ErrorClass::refused, "", "There is more than one answer may hold: narrow it with from_date and to_date."};
  std::erase_if(days, [](const auto& day) { return day.second <= Duration{}; });
  return days;
}

// Newest first.
Json months(const Days& days) {
  std::map<std::chrono::year_month, Duration, std::greater<>> sums;
  for (const auto& [day, time] : days) {
    const std::chrono::year_month_day date(day);
    sums[date.year() / date.month()] += time;
  }
  Json rows = Json::array();
  for (const auto& [month, time] : sums) {
    rows.push_back({{"year", fmt::format("{:04}", static_cast<int>(month.year()))},
                    {"month_num", std::to_string(static_cast<unsigned>(month.month()))},
                    {"hours", hours_json(time, kHoursDecimals)}});
  }
  return rows;
}

// Oldest first.
Json dates(const Days& days) {
  Json rows = Json::array();
  for (const auto& [day, time] : days) {
    rows.push_back({{"date", time_text(Timestamp{day})}, {"hours", hours_json(time, kHoursDecimals)}});
  }
  return rows;
}

}  // namespace

Result<http::Response> show_pc_hours(const Call& call) {
  const Look look = call.look();
  const auto wanted = asked(call, look.now());
  if (!wanted) return wanted.error();
  const bool may = call.backend.may(call.who, Action::read_computers, SubjectId{wanted->login}) == Verdict::yes;
  const auto days = may ? hours_of(look, call.who.tenant, *wanted) : Result<Days>(Days{});
  if (!days) return days.error();
  Duration total{};
  for (const auto& [day, time] : *days) total += time;
  return json_response(200, {{"message", "Success"},
                             {"data",
                              {{wanted->by_month ? "id" : "login", wanted->login},
                               {"total_hours", hours_json(total, kTotalDecimals)},
                               {"user_activity", wanted->by_month ? months(*days) : dates(*days)}}}});
}

}  // namespace muster::api::dialects
