#include "deploy/muster/record_lines.h"

#include <nlohmann/json.hpp>

#include "schemas/digest.h"
#include "schemas/json_writer.h"
#include "schemas/topics.h"

namespace muster::deploy {
namespace {

bool is_text(std::string_view bytes) {
  const nlohmann::json text = bytes;
  try {
    return !text.dump().empty();
  } catch (const nlohmann::json::type_error&) {  // how it says: not UTF-8
    return false;
  }
}

std::string text_or_base64(std::string_view bytes) { return is_text(bytes) ? std::string(bytes) : base64(bytes); }

void append_value(JsonObjectWriter& line, const log::RecordView& record) {
  if (record.tombstone) return line.null("value");
  if (nlohmann::json::accept(record.value)) {
    const bool one_line = record.value.find('\n') == std::string_view::npos;
    line.key("value") += one_line ? std::string(record.value) : nlohmann::ordered_json::parse(record.value).dump();
  } else {
    line.text(is_text(record.value) ? "value_text" : "value_base64", text_or_base64(record.value));
  }
}

void append_headers(JsonObjectWriter& line, const log::Headers& headers) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, value] : headers) object[text_or_base64(name)] = text_or_base64(value);
  line.key("headers") += object.dump();
}

}  // namespace

std::string record_line(const log::RecordView& record, bool headers) {
  std::string out;
  {
    JsonObjectWriter line(out);
    line.text("topic", spec(record.topic).name);
    line.integer("partition", record.partition);
    line.integer("offset", record.offset);
    line.time("timestamp", record.timestamp);
    line.text("key", text_or_base64(record.key));
    if (headers && record.headers != nullptr) append_headers(line, *record.headers);
    append_value(line, record);
  }
  return out;
}

bool is_about(const log::RecordView& record, std::string_view subject) {
  const std::size_t slash = record.key.find('/');
  if (slash == std::string_view::npos) return false;
  std::string_view rest = record.key.substr(slash + 1);  // behind the tenant
  if (record.topic == Topic::directory) return rest == "subject/" + std::string(subject);
  if (record.topic == Topic::sessions) return rest.starts_with(std::string(subject) + "/");
  return rest == subject;
}

}  // namespace muster::deploy
