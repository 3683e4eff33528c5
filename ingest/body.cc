#include "ingest/body.h"

#include <array>

#include <fmt/format.h>

#include "api/http/request_head.h"
#include "ingest/cloud_event.h"
#include "ingest/json_fault.h"
#include "schemas/ids.h"
#include "schemas/json_writer.h"

namespace muster::ingest {
namespace {

struct CallRow {
  Call call;
  std::string_view path;
  ItemType type;  // of every item; events say theirs
};
constexpr std::array<CallRow, 8> kCalls{{
    {Call::check_ins, "/v1/check-ins", ItemType::check_in},
    {Call::pings, "/v1/pings", ItemType::ping},
    {Call::locations, "/v1/locations", ItemType::location},
    {Call::check_outs, "/v1/check-outs", ItemType::check_out},
    {Call::events, "/v1/events", ItemType::check_in},
    {Call::amend, "/v1/sessions/{id}/amend", ItemType::amendment},
    {Call::review, "/v1/sessions/{id}/review", ItemType::review},
    {Call::close, "/v1/sessions/{id}/close", ItemType::check_out},
}};
const CallRow& row_of(Call call) { return kCalls[static_cast<std::size_t>(call)]; }

Error refused(const char* code, std::string hint) { return Error{code, ErrorClass::refused, "", std::move(hint)}; }
Error too_many(std::size_t max) { return refused("too_many_items", fmt::format("at most {} items in one request", max)); }

// The client's object in RFC 8785 without `sentat`, from which a retry makes the same id.
std::string client_content(std::string_view text, bool has_sentat) {
  std::string stripped;
  if (has_sentat) {
    JsonReader reader;
    std::string_view name;
    reader.load(text);
    reader.enter_object();
    while (reader.next_field(name)) {
      std::string key;
      append_json_string(key, name);
      const std::string_view value = reader.skip();
      if (name != "sentat") stripped.append(stripped.empty() ? "{" : ",").append(key).append(":").append(value);
    }
    stripped += stripped.empty() ? "{}" : "}";
    text = stripped;
  }
  auto canonical = canonical_json(text);
  return canonical ? std::move(canonical).value() : std::string{};
}

bool needs_content(const Draft& draft, const BodyRules& rules) {
  if (!rules.content_ids || !draft.has_time || !draft.faults.empty()) return false;
  const auto* check_in = std::get_if<CheckIn>(&draft.event.data);
  return draft.event.env.id.empty() || (check_in != nullptr && check_in->session_id.empty());
}

class BodyReader {
 public:
  BodyReader(const Body& body, const BodyRules& rules) : call_(body.call), rules_(rules) {}

  Result<Batch> json(std::string_view text, bool may_be_list) {
    Batch batch;
    JsonReader& reader = reader_;
    const bool loaded = reader.load(text);
    batch.list = reader.peek() == '[';
    if (loaded && batch.list && may_be_list) {
      if (auto status = items(batch); !status) return status.error();
    } else if (loaded && reader.peek() == '{') {
      item(batch.drafts.emplace_back());
    } else if (loaded && !reader.skip().empty() && reader.at_end()) {
      return refused("bad_field", may_be_list ? "the body is one object or an array" : "the body is one object");
    }
    if (!loaded || reader.malformed() || !reader.at_end()) return json_fault(text);
    if (batch.drafts.empty()) return refused("empty_batch", "the array has no items");
    return batch;
  }

  Result<Batch> of_each(std::string_view text, const std::vector<Named>& named) {
    Batch all{named.size() > 1, {}};
    all.drafts.reserve(named.size());
    for (const Named& one : named) {
      named_ = &one;
      auto batch = json(text, false);
      if (!batch) return batch;
      all.drafts.push_back(std::move(batch->drafts.front()));
    }
    return all;
  }

  Result<Batch> lines(std::string_view text) {
    Batch batch{true, {}};
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      if (batch.drafts.size() == rules_.max_items) return too_many(rules_.max_items);
      take_line(line, next(batch));
    }
    if (batch.drafts.empty()) return refused("empty_batch", "the body has no lines");
    return batch;
  }

 private:
  Status items(Batch& batch) {
    reader_.enter_array();
    while (reader_.next_element() && !reader_.malformed()) {
      if (batch.drafts.size() == rules_.max_items) return too_many(rules_.max_items);
      item(next(batch));
    }
    return Done{};
  }

  void take_line(std::string_view line, Draft& draft) {
    if (reader_.load(line)) item(draft);
    if (!reader_.malformed() && reader_.at_end()) return;
    Error fault = json_fault(line);
    fault.where.insert(0, draft.pointer);
    draft.faults.assign(1, std::move(fault));
  }

  static Draft& next(Batch& batch) {
    const std::size_t index = batch.drafts.size();
    Draft& draft = batch.drafts.emplace_back();
    draft.pointer = fmt::format("/{}", index);
    return draft;
  }

  void item(Draft& draft) {
    const std::size_t start = reader_.position();
    ItemReader in(reader_, rules_.replay);
    in.start(draft);
    draft.data_pointer = draft.pointer;
    if (call_ == Call::events) {
      draft.data_pointer += "/data";
      read_cloud_event(in, draft, rules_.replay);
    } else if (named_ != nullptr) {
      start_data_of(named_->subject, named_->session, row_of(call_).type, draft);
      in.members(draft, fields_of_named(row_of(call_).type), named_call_fields());
      check_data(in, draft);
    } else {
      const ItemType type = row_of(call_).type;
      start_data(TypeName{type}, draft);
      in.members(draft, data_fields(type), call_fields());
      check_data(in, draft);
    }
    if (reader_.malformed() || !needs_content(draft, rules_)) return;
    const std::size_t end = reader_.position();
    reader_.go_back(start);
    draft.content = client_content(reader_.skip(), draft.sentat.has_value());
    if (named_ != nullptr) draft.content.insert(0, named_->session.str() + " ");
    reader_.go_back(end);
  }

  Call call_;
  const Named* named_ = nullptr;  // of the item at hand; null: the body says whom it is about
  const BodyRules& rules_;
  JsonReader reader_;
};

Result<Batch> read_events(const Body& body, const std::string& type, BodyReader& reader) {
  if (type == "application/cloudevents+json") return reader.json(body.text, false);
  if (type == "application/cloudevents-batch+json") {
    auto batch = reader.json(body.text, true);
    if (batch && !batch->list) return refused("bad_field", "a batch is an array");
    return batch;
  }
  if (type == "application/x-ndjson") return reader.lines(body.text);
  if (type == "application/json" && !body.ce_headers.empty()) {
    const auto text = structured_text(body);
    if (!text) return text.error();
    return reader.json(*text, false);
  }
  return refused("unsupported_media_type",
                 "application/cloudevents+json, application/cloudevents-batch+json, application/x-ndjson, or "
                 "application/json with ce-* headers; in UTF-8");
}

}  // namespace

std::string_view path_of(Call call) { return row_of(call).path; }

std::string path_of(Call call, const SessionId& session) {
  const std::string_view pattern = path_of(call);
  return fmt::format("/v1/sessions/{}{}", session.view(), pattern.substr(pattern.rfind('/')));
}

Result<Batch> read_body(const Body& body, const BodyRules& rules) {
  const std::string type = http::media_type(body.content_type);
  BodyReader reader(body, rules);
  if (body.call == Call::events) return read_events(body, type, reader);
  if (type == "application/json") return body.named.empty() ? reader.json(body.text, true) : reader.of_each(body.text, body.named);
  return refused("unsupported_media_type", "application/json in UTF-8");
}

}  // namespace muster::ingest
