#include "ingest/text_body.h"

#include <algorithm>

#include "ingest/item_reader.h"
#include "ingest/json_fault.h"

namespace muster::ingest {
namespace {

constexpr std::size_t kMostCharacters = 8192;  // a token is a text, too

std::string names_of(std::span<const TextField> fields) {
  std::string names;
  for (const TextField& field : fields) names.append(names.empty() ? "" : ", ").append(field.name);
  return names;
}

}  // namespace

std::vector<Error> read_text_body(std::string_view body, std::span<const TextField> fields) {
  JsonReader json;
  if (!json.load(body)) return {json_fault(body)};
  Draft draft;
  ItemReader in(json, false);
  in.start(draft);
  std::vector<std::string_view> seen;
  in.object([&](std::string_view name) {
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const TextField& one) { return one.name == name; });
    if (field == fields.end()) return in.unknown(names_of(fields));
    seen.push_back(field->name);
    if (field->there != nullptr) *field->there = true;
    in.text(field->to, kMostCharacters);
    return true;
  });
  if (json.malformed() || !json.at_end()) return {json_fault(body)};
  for (const TextField& field : fields) {
    const bool there = std::find(seen.begin(), seen.end(), field.name) != seen.end();
    if (field.needed && !there && draft.faults.empty()) in.fault_at(field.name, "missing_field", "is needed");
  }
  return std::move(draft.faults);
}

}  // namespace muster::ingest
