#include "api/close_answer.h"

#include <utility>

#include "api/answer.h"

namespace muster::api {
namespace {

void append_ids(JsonObjectWriter& json, const SubjectId& subject, const SessionId& session) {
  json.text("subject", subject.view());
  json.text("session_id", session.view());
}

// Why the door did not close it.
std::string_view reason_of(const Error& problem) {
  if (problem.cls == ErrorClass::retry || problem.cls == ErrorClass::unknown_outcome) return "not_written";
  return "refused";
}

// What became of a check-out that is in the log; empty: it closed the session.
std::string_view reason_of(const ingest::ItemAnswer& item) {
  if (!item.outcome || *item.outcome == "closed" || *item.outcome == "repeated") return {};
  return *item.outcome == "not_started" ? "not_found" : "already_closed";
}

}  // namespace

std::string close_answer(const ingest::WriteAnswer& written, std::vector<LeftSession> left, bool more) {
  std::string body;
  JsonObjectWriter json(body);
  std::string& closed = json.key("closed");
  closed += '[';
  for (const ingest::ItemAnswer& item : written.items) {
    const auto reason = item.problem ? reason_of(*item.problem) : reason_of(item);
    if (!reason.empty()) {
      left.push_back({item.event.env.subject, item.session_id, reason});
      continue;
    }
    if (closed.back() != '[') closed += ',';
    JsonObjectWriter one(closed);
    append_ids(one, item.event.env.subject, item.session_id);
    one.time("ended_at", item.event.env.time);
  }
  closed += ']';
  append_array(json.key("left"), left, [](std::string& out, const LeftSession& one) {
    JsonObjectWriter entry(out);
    append_ids(entry, one.subject, one.session);
    entry.text("reason", one.reason);
  });
  json.flag("more", more);
  return body;
}

bool is_not_written(const ingest::ItemAnswer& item) { return item.problem && reason_of(*item.problem) == "not_written"; }

}  // namespace muster::api
