#include "deploy/muster/import_batch.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "ingest/body.h"
#include "schemas/order.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::json;

bool may_pass(int status) { return status == 429 || status == 503 || status == 504; }

std::string text_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

// "/17/data/kind" of the body is "/data/kind" of the line.
std::string without_index(const std::string& pointer) {
  const std::size_t end = pointer.find('/', 1);
  return end == std::string::npos ? std::string{} : pointer.substr(end);
}

Error error_of(const Json& problem, int status) {
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
  for (const auto& [line, text] : batch.lines) body.append(text).append("\n");
  return body;
}

// Keeps in the batch what may be sent again.
void settle(ImportBatch& batch, const Json& items, Sent& sent) {
  ImportBatch left;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto& line = batch.lines[i];
    const int status = items[i].value("status", 0);
    if (status >= 200 && status < 300) {
      ++sent.taken;
    } else if (may_pass(status)) {
      left.bytes += line.second.size();
      left.lines.push_back(std::move(line));
    } else {
      sent.refused.emplace_back(std::move(line.first), error_of(items[i].value("problem", Json::object()), status));
    }
  }
  batch = std::move(left);
}

}  // namespace

Result<Sent> send(HttpClient& server, ImportBatch& batch) {
  auto answer = server.call("POST", "/v1/events", body_of(batch), {"Content-Type: application/x-ndjson"});
  if (!answer) {
    Error away = answer.error();
    away.cls = ErrorClass::retry;
    return away;
  }
  const Json body = Json::parse(answer->body, nullptr, false);
  if (!body.is_object()) return error_of(Json::object(), answer->status);
  const auto items = body.find("items");
  if (items == body.end() || !items->is_array() || items->size() != batch.lines.size()) return error_of(body, answer->status);
  Sent sent;
  settle(batch, *items, sent);
  return sent;
}

Sent check(ImportBatch& batch, Timestamp now) {
  Sent sent;
  for (auto& [line, text] : batch.lines) {
    auto read = ingest::read_body({ingest::Call::events, "application/x-ndjson", text, {}}, {true, false, 1});
    Status status = Done{};
    if (!read) {
      status = read.error();
    } else if (ingest::Draft& draft = read->drafts.front(); !draft.faults.empty()) {
      status = draft.faults.front();
    } else {
      if (!draft.has_ingesttime) draft.event.env.ingesttime = now;
      status = check_clock(draft.event);
    }
    if (status) {
      ++sent.taken;
      continue;
    }
    Error why = status.error();
    if (why.where.starts_with("/0")) why.where.erase(0, 2);
    sent.refused.emplace_back(std::move(line), std::move(why));
  }
  batch = {};
  return sent;
}

}  // namespace muster::deploy
