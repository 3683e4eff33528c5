#include "ingest/answers.h"

#include <algorithm>
#include <string>

#include "api/http/problem.h"
#include "ingest/log/log_errors.h"
#include "schemas/errors.h"
#include "schemas/json_writer.h"

namespace muster::ingest {
namespace {

int status_of(const ItemAnswer& item, bool seen) {
  if (item.problem) return http_status(*item.problem);
  return seen ? 200 : 202;
}

void append_raw(JsonObjectWriter& out, std::string_view name, const std::optional<std::string>& json) {
  out.key(name) += json ? *json : "null";
}

void append_ids(JsonObjectWriter& out, const ItemAnswer& item) {
  if (item.event_id.empty()) return;
  out.text("event_id", item.event_id.view());
  if (item.session_id.empty()) {
    out.null("session_id");
  } else {
    out.text("session_id", item.session_id.view());
  }
}

void append_item(std::string& out, const ItemAnswer& item, bool seen) {
  JsonObjectWriter object(out);
  object.integer("status", status_of(item, seen));
  append_ids(object, item);
  if (item.problem) {
    object.key("problem") += http::problem_json(*item.problem, {}, problem_items(item.faults));
  } else {
    const log::Position& p = *item.position;
    object.text("log_position", log::position_text(p.topic, p.partition, p.offset));
    if (item.outcome) {
      object.text("outcome", *item.outcome);
    } else {
      object.null("outcome");
    }
    append_raw(object, "session", item.session);
  }
  if (!item.event_id.empty() && !item.retry_safe) object.flag("retry_safe", false);
}

int status_of(const WriteAnswer& answer) {
  std::vector<int> items;
  for (const ItemAnswer& item : answer.items) items.push_back(status_of(item, answer.seen));
  return status_of_list(items, answer.seen ? 200 : 202);
}

http::Response body_of(const WriteAnswer& answer, std::string_view request_id) {
  const ItemAnswer& first = answer.items.front();
  if (!answer.list && first.problem) return http::problem(*first.problem, request_id, problem_items(first.faults));
  http::Response response;
  response.status = status_of(answer);
  response.content_type = "application/json";
  std::string& out = response.body;
  if (!answer.list) {
    append_item(out, first, answer.seen);
    return response;
  }
  out.reserve(answer.items.size() * 200);
  out += "{\"items\":";
  char separator = '[';
  for (const ItemAnswer& item : answer.items) {
    out += separator;
    separator = ',';
    append_item(out, item, answer.seen);
  }
  out += "]}";
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

std::vector<http::ProblemItem> problem_items(const std::vector<Error>& faults) {
  std::vector<http::ProblemItem> list;
  for (const Error& fault : faults) {
    if (!fault.where.empty()) list.push_back({fault.where, fault.code, fault.hint});
  }
  return list;
}

http::Response problem_of(const std::vector<Error>& faults, std::string_view request_id) {
  return http::problem(faults.front(), request_id, problem_items(faults));
}

int status_of_list(const std::vector<int>& items, int taken) {
  if (std::any_of(items.begin(), items.end(), [](int status) { return status < 300; })) return taken;
  const auto alike = [&](int status) { return status == items.front(); };
  return std::all_of(items.begin(), items.end(), alike) ? items.front() : 422;
}

http::Response to_response(const WriteAnswer& answer, std::string_view request_id,
                           std::optional<std::chrono::seconds> wait) {
  if (answer.problem) return http::problem(*answer.problem, request_id);
  http::Response response = body_of(answer, request_id);
  constexpr int kRateLimited = 429;
  if (response.status == kRateLimited) response.headers.emplace_back("Retry-After", std::to_string(answer.retry_after.count()));
  response.headers.emplace_back("Muster-Position", answer.positions);
  if (answer.seen && wait) response.headers.emplace_back("Preference-Applied", "wait=" + std::to_string(wait->count()));
  return response;
}

}  // namespace muster::ingest
