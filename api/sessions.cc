#include "api/sessions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/paging.h"
#include "api/session_sheet.h"
#include "api/subjects_seen.h"
#include "projections/list_sessions.h"
#include "projections/session_json.h"
#include "projections/stats.h"
#include "schemas/ids.h"

namespace muster::api {
namespace {

using projections::ListRequest;
using projections::SessionFilter;
using projections::SessionStatus;
using projections::ShownSession;

constexpr std::size_t kUsualSession = 1024;  // bytes of JSON

constexpr std::array kStatuses{SessionStatus::active,      SessionStatus::lapsed,  SessionStatus::completed,
                               SessionStatus::expired,     SessionStatus::auto_closed, SessionStatus::evicted,
                               SessionStatus::voided};

void read_statuses(Params& params, std::vector<SessionStatus>& out) {
  const std::string* text = params.find("status");
  if (text == nullptr) return;
  std::string_view rest = *text;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view name = rest.substr(0, comma);
    const auto it = std::find_if(kStatuses.begin(), kStatuses.end(), [&](SessionStatus s) { return name_of(s) == name; });
    if (it == kStatuses.end()) {
      return params.fail("status", "bad_parameter", ErrorClass::invalid,
                         "active, lapsed, completed, expired, auto_closed, evicted, voided; several with commas.");
    }
    out.push_back(*it);
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

template <class Id>
void read_id(const Params& params, std::string_view name, std::optional<Id>& out) {
  if (const std::string* text = params.find(name)) out = Id{*text};
}

void read_subject(Params& params, std::optional<SubjectId>& out) {
  const std::string* text = params.find("subject");
  if (text == nullptr) return;
  auto subject = parse_subject(*text);
  if (subject.ok()) {
    out = std::move(subject).value();
  } else {
    params.fail("subject", "bad_subject", ErrorClass::refused, "1-128 bytes of UTF-8 without control characters.");
  }
}

void read_flag(Params& params, std::optional<projections::FlagName>& out) {
  const std::string* text = params.find("flag");
  if (text == nullptr) return;
  out = projections::flag_named(*text);
  if (!out) params.fail("flag", "bad_parameter", ErrorClass::invalid, "The name of a flag, such as left_place.");
}

SessionFilter read_filter(Params& params) {
  SessionFilter filter;
  read_statuses(params, filter.statuses);
  read_id(params, "kind", filter.kind);
  read_id(params, "place", filter.place);
  filter.device = params.text("device");
  read_subject(params, filter.subject);
  read_flag(params, filter.flag);
  if (const auto state = params.one_of("review", {"none", "pending", "approved", "rejected"})) {
    filter.review = static_cast<projections::ReviewState>(*state);
  }
  filter.from = params.time("from");
  filter.to = params.time("to");
  filter.min_duration = params.seconds("min_duration_s");
  if (filter.from && filter.to && *filter.from > *filter.to) {
    params.fail("to", "out_of_range", ErrorClass::refused, "Not before `from`.");
  }
  return filter;
}

void append_session(std::string& out, const ShownSession& shown, Timestamp as_of) {
  projections::append_session_json(out, shown.stored.row, shown.view, as_of, shown.stored.version);
}

void write_count(JsonObjectWriter& json, const Reading& reading, const ListRequest& request) {
  const projections::Count counted = projections::count_sessions(reading.rows, request);
  json.integer(counted.exact ? "count" : "count_at_least", static_cast<std::int64_t>(counted.count));
}

Answer write_list(Reading& reading, const ListRequest& request, const Page& page, bool count) {
  const projections::SessionPage found = projections::list_sessions(reading.rows, request);
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), found.items, [&](std::string& out, const ShownSession& shown) {
      append_session(out, shown, reading.as_of);
    });
    if (found.next) {
      answer.timeless(json, "next_cursor", next_cursor(reading, page, projections::keys::session_key(*found.next)));
    } else {
      json.null("next_cursor");
    }
    if (count) write_count(json, reading, request);
    answer.timeless(json, "as_of", reading.as_of);
  });
}

void append_stat(std::string& out, const projections::KindCount& line) {
  JsonObjectWriter json(out);
  json.text("kind", line.kind.view());
  json.text("status", std::string_view{name_of(line.status)});
  json.integer("count", static_cast<std::int64_t>(line.count));
}

Standings read_standings(Params& params) {
  Standings wanted{params.text("role"), params.text("department")};
  if (wanted.role && !access::role_by_name(*wanted.role)) {
    params.fail("role", "bad_parameter", ErrorClass::invalid, "The name of a role, such as supervisor.");
  }
  if (wanted.department && wanted.department->empty()) {
    params.fail("department", "bad_parameter", ErrorClass::invalid, "A path, such as north/day.");
  }
  return wanted;
}

// A file is the whole list.
void refuse_pages(Params& params) {
  for (const std::string_view name : {"limit", "cursor", "count"}) {
    if (params.find(name) == nullptr) continue;
    params.fail(name, "bad_parameter", ErrorClass::invalid, "Goes with format=json: csv and xlsx have the whole list.");
  }
}

Result<Answer> list(Reading& reading, const std::optional<SubjectId>& of, bool waiting = false) {
  if (is_sheet(reading.format)) refuse_pages(reading.params);
  if (reading.params.error()) return *reading.params.error();
  auto page = open_page(reading);
  if (!page.ok()) return page.error();
  ListRequest request;
  request.tenant = reading.who.tenant;
  request.filter = read_filter(reading.params);
  const auto action = of ? access::Action::read_subject : access::Action::read_tenant;
  request.filter.subjects = subjects_seen(reading.who, action, reading.services.directory, read_standings(reading.params));
  if (of) request.filter.subject = of;
  if (waiting) request.filter.review = projections::ReviewState::pending;
  request.as_of = reading.as_of;
  request.live = reading.live;
  request.goes_on = page->goes_on;
  request.newest_first = reading.params.one_of("sort", {"started_at", "-started_at"}).value_or(waiting ? 1 : 0) == 1;
  request.limit = page->limit;
  const bool count = reading.params.boolean("count").value_or(false);
  if (reading.params.error()) return *reading.params.error();
  if (is_sheet(reading.format)) return session_sheet(reading, std::move(request));
  if (page->after) request.after = projections::keys::parse_session_key(*page->after);
  return write_list(reading, request, *page, count);
}

}  // namespace

std::vector<std::string_view> session_list_parameters(bool with_subject) {
  std::vector<std::string_view> names{"status", "kind",   "role",           "department", "place", "device", "flag",
                                      "review", "from",   "to",             "min_duration_s", "sort", "limit", "cursor",
                                      "count"};
  if (with_subject) names.push_back("subject");
  return names;
}

Result<Answer> list_all_sessions(Reading& reading) {
  if (auto status = may_list(reading.who, access::Action::read_tenant); !status.ok()) return status.error();
  return list(reading, std::nullopt);
}

Result<Answer> list_reviews(Reading& reading) {
  if (auto status = may_list(reading.who, access::Action::read_tenant); !status.ok()) return status.error();
  return list(reading, std::nullopt, true);
}

Result<SubjectId> subject_of_path(const Reading& reading) {
  auto subject = parse_subject(reading.request.param("subject"));
  if (!subject.ok()) return Error{"not_found", ErrorClass::refused, "", ""};
  if (auto status = reading.allowed(access::Action::read_subject, *subject); !status.ok()) return status.error();
  return subject;
}

Result<Answer> list_sessions_of_subject(Reading& reading) {
  auto subject = subject_of_path(reading);
  if (!subject.ok()) return subject.error();
  return list(reading, std::move(subject).value());
}

Result<ShownSession> locate_session(Reading& reading) {
  std::optional<SubjectId> wanted;
  read_subject(reading.params, wanted);
  if (reading.params.error()) return *reading.params.error();
  const Error absent{"not_found", ErrorClass::refused, "", ""};
  // Who never reads sessions hears so whatever the id.
  if (auto status = reading.allowed(access::Action::read_subject); !status.ok() && status.error() != absent) {
    return status.error();
  }
  std::optional<ShownSession> found;
  for (const auto& at : projections::find_session(reading.rows, reading.who.tenant, SessionId{reading.request.param("id")})) {
    if (wanted && *wanted != at.subject) continue;
    if (!reading.allowed(access::Action::read_subject, at.subject).ok()) continue;
    auto shown = projections::show_session(reading.rows, reading.who.tenant, at, reading.as_of);
    if (!shown) continue;
    if (found) return Error{"ambiguous_session", ErrorClass::conflict, "", "Name one with ?subject=."};
    found = std::move(shown);
  }
  if (!found) return absent;
  return std::move(*found);
}

Result<Answer> show_one_session(Reading& reading) {
  const auto shown = locate_session(reading);
  if (!shown.ok()) return shown.error();
  if (is_sheet(reading.format)) return session_sheet(reading, *shown);
  Answer answer;
  answer.body.reserve(kUsualSession);
  append_session(answer.body, *shown, reading.as_of);
  return answer;
}

Result<Answer> show_stats(Reading& reading) {
  if (auto status = may_list(reading.who, access::Action::read_tenant); !status.ok()) return status.error();
  ListRequest request;
  request.tenant = reading.who.tenant;
  request.filter.subjects = subjects_seen(reading.who, access::Action::read_tenant, reading.services.directory);
  request.as_of = reading.as_of;
  request.live = reading.live;
  const projections::Stats stats = projections::session_stats(reading.rows, request);
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), stats.items, append_stat);
    json.flag("exact", stats.exact);
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace muster::api
