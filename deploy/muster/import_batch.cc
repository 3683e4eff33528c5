#include "deploy/muster/import_batch.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/json_text.h"
#include "ingest/body.h"
#include "schemas/order.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::json;

bool may_pass(int status) { return status == 429 || status == 503 || status == 504; }

Error ahead() { return Error{"future_event", ErrorClass::refused, "/time", "the event lies ahead of now"}; }

// "/17/data/kind" of the body is "/data/kind" of the line.
std::string without_index(const std::string& pointer) {
  const std::size_t end = pointer.find('/', 1);
  return end == std::string::npos ? std::string{} : pointer.substr(end);
}

Error error_of(const Json& problem, int status) {
  if (!problem.is_object()) return error_of(Json::object(), status);
  Error error{text_of(problem, "code"), may_pass(status) ? ErrorClass::retry : ErrorClass::refused, "", text_of(problem, "detail")};
  const auto errors = problem.find("errors");
  if (errors != problem.end() && errors->is_array() && !errors->empty() && errors->front().is_object()) {
    error.where = without_index(text_of(errors->front(), "pointer"));
    error.hint = text_of(errors->front(), "reason");
  }
  if (error.code.empty()) error = {"internal", error.cls, "", fmt::format("the server answered {}", status)};
  return error;
}

std::string body_of(const ImportBatch& batch) {
  std::string body;
  body.reserve(batch.bytes + batch.lines.size());
  for (const ImportEntry& entry : batch.lines) body.append(entry.event.text).append("\n");
  return body;
}

// Outcomes under which an event says nothing: null for any other.
const char* reason_of(const std::string& outcome) {
  if (outcome == "kind_conflict") return "a session of another kind has this id already: import each system into a tenant of its own";
  if (outcome == "session_closed") return "the session of this id is over already, before this check-in";
  if (outcome == "already_closed") return "the session was ended earlier already: amend it, if this end is right";
  if (outcome == "id_conflict") return "the same event is there with other content";
  return nullptr;
}

// Keeps in the batch what may be sent again.
void settle(ImportBatch& batch, const Json& items, Sent& sent) {
  ImportBatch left;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ImportEntry& entry = batch.lines[i];
    const int status = static_cast<int>(number_of(items[i], "status"));
    const std::string outcome = text_of(items[i], "outcome");
    if (const char* reason = reason_of(outcome)) {
      sent.refused.emplace_back(std::move(entry.line), Error{outcome, ErrorClass::conflict, "", reason});
    } else if (outcome == "repeated") {
      ++sent.present;
    } else if (status >= 200 && status < 300) {
      ++sent.taken[entry.event.type];
    } else if (may_pass(status)) {
      left.add(std::move(entry.line), std::move(entry.event));
    } else {
      const auto problem = items[i].find("problem");
      sent.refused.emplace_back(std::move(entry.line), error_of(problem == items[i].end() ? Json() : *problem, status));
    }
  }
  batch = std::move(left);
}

// What became of each line.
bool is_told_of(const Json& items, const ImportBatch& batch) {
  return items.is_array() && items.size() == batch.lines.size() && std::all_of(items.begin(), items.end(), [](const Json& item) { return item.is_object(); });
}

// The item was refused since it is an import.
bool refuses_imports(const Json& item) {
  const auto problem = item.find("problem");
  if (problem == item.end() || !problem->is_object()) return false;
  const auto errors = problem->find("errors");
  if (errors == problem->end()) return false;
  return std::any_of(errors->begin(), errors->end(), [](const Json& error) {
    return text_of(error, "code") == "unknown_field" && text_of(error, "pointer").ends_with("/imported");
  });
}

}  // namespace

Result<Sent> send(HttpClient& server, ImportBatch& batch, bool seen) {
  std::vector<std::string> headers{"Content-Type: application/x-ndjson"};
  if (seen) headers.emplace_back("Prefer: wait=10");
  auto answer = server.call("POST", "/v1/events", body_of(batch), headers);
  if (!answer) {
    Error away = answer.error();
    away.cls = ErrorClass::retry;
    return away;
  }
  const Json body = Json::parse(answer->body, nullptr, false);
  if (!body.is_object()) return error_of(Json::object(), answer->status);
  const auto items = body.find("items");
  if (items == body.end() || !is_told_of(*items, batch)) return error_of(body, answer->status);
  // Whoever may not say so is told of each line that there is no such field.
  const bool none = std::all_of(items->begin(), items->end(), [](const Json& item) { return refuses_imports(item); });
  if (none && !items->empty()) return Error{"forbidden", ErrorClass::refused, "", "an import needs a key of the role replay: --key, MUSTER_KEY or MUSTER_KEY_FILE"};
  Sent sent;
  settle(batch, *items, sent);
  return sent;
}

Status put_records(HttpClient& server, ImportBatch& batch, Sent& sent) {
  ImportBatch left;
  std::string made;  // the record that was put last
  Status fault = Done{};
  for (ImportEntry& entry : batch.lines) {
    ImportEvent& event = entry.event;
    if (event.record.empty() && event.path == made) event.path.clear();  // it may go
    if (!fault || event.path.empty()) {
      left.add(std::move(entry.line), std::move(event));
    } else if (event.record.empty()) {
      ++sent.present;
    } else {
      const auto answer = server.call("PUT", event.path, event.record, {"Content-Type: application/json", "If-None-Match: *"});
      if (!answer || may_pass(answer->status)) {
        fault = answer ? error_of(Json::parse(answer->body, nullptr, false), answer->status)
                       : Error{answer.error().code, ErrorClass::retry, answer.error().where, answer.error().hint};
        left.add(std::move(entry.line), std::move(event));
      } else if (answer->status == 401) {  // nor will it take any other
        fault = error_of(Json::parse(answer->body, nullptr, false), answer->status);
        left.add(std::move(entry.line), std::move(event));
      } else if (answer->status == 403) {  // who writes events alone: as one, over what is there
        event.path.clear();
        event.record.clear();
        left.add(std::move(entry.line), std::move(event));
      } else if (answer->status == 412) {
        ++sent.present;
      } else if (answer->status < 300) {
        made = event.path;
        ++sent.taken[event.type];
      } else {
        sent.refused.emplace_back(std::move(entry.line), error_of(Json::parse(answer->body, nullptr, false), answer->status));
      }
    }
  }
  batch = std::move(left);
  return fault;
}

bool has_other_kinds(HttpClient& server, const ImportBatch& batch) {
  const auto first = std::find_if(batch.lines.begin(), batch.lines.end(), [](const ImportEntry& one) { return !one.event.path.empty(); });
  if (first == batch.lines.end()) return true;
  const Json event = Json::parse(first->event.text, nullptr, false);
  const auto answer = server.call("GET", "/v1/stats", "", {});
  const Json stats = answer && answer->status == 200 ? Json::parse(answer->body, nullptr, false) : Json();
  if (!stats.is_object() || !stats.contains("items")) return true;
  return std::any_of(stats["items"].begin(), stats["items"].end(),
                     [&](const Json& row) { return text_of(row, "kind") != text_of(event["data"], "kind"); });
}

Status refuse_taken(HttpClient& server, ImportBatch& batch, Sent& sent) {
  std::set<std::uint64_t> rows;
  for (const ImportEntry& entry : batch.lines) {
    if (entry.event.path.empty() || rows.contains(entry.line.number)) continue;
    const auto answer = server.call("GET", entry.event.path, "", {});
    if (!answer) return Error{answer.error().code, ErrorClass::retry, answer.error().where, answer.error().hint};
    const Json found = Json::parse(answer->body, nullptr, false);
    if (may_pass(answer->status)) return error_of(found, answer->status);
    if (answer->status == 403) break;
    if (answer->status != 200 || !found.is_object()) continue;
    const Json ours = Json::parse(entry.event.text, nullptr, false);
    if (text_of(found, "kind") != text_of(ours["data"], "kind")) rows.insert(entry.line.number);
  }
  ImportBatch left;
  for (ImportEntry& entry : batch.lines) {
    if (!rows.contains(entry.line.number)) {
      left.add(std::move(entry.line), std::move(entry.event));
    } else if (!entry.event.path.empty()) {
      sent.refused.emplace_back(std::move(entry.line), Error{"kind_conflict", ErrorClass::conflict, "", reason_of("kind_conflict")});
    }
  }
  batch = std::move(left);
  return Done{};
}

Sent check(ImportBatch& batch, Timestamp now) {
  Sent sent;
  for (ImportEntry& entry : batch.lines) {
    auto read = ingest::read_body({ingest::Call::events, "application/x-ndjson", entry.event.text, {}}, {true, false, 1});
    Status status = Done{};
    if (!read) {
      status = read.error();
    } else if (ingest::Draft& draft = read->drafts.front(); !draft.faults.empty()) {
      status = draft.faults.front();
    } else {
      if (!draft.has_ingesttime) draft.event.env.ingesttime = now;
      status = draft.event.env.ingesttime > now + ClockLimits{}.future ? Status(ahead()) : check_clock(draft.event);
    }
    if (status) {
      ++sent.taken[entry.event.type];
      continue;
    }
    Error why = status.error();
    if (why.where.starts_with("/0")) why.where.erase(0, 2);
    sent.refused.emplace_back(std::move(entry.line), std::move(why));
  }
  batch = {};
  return sent;
}

}  // namespace muster::deploy
