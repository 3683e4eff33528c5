// The draft-07 schemas, the example files and the decoder say the same: on the examples, and on what
// becomes of them when one member is taken out or replaced.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "schemas/codec.h"

namespace muster {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kAudited = "muster.audited.v1.json";
const fs::path kSchemas = fs::path(MUSTER_SOURCE_DIR) / "schemas";

Json load(const fs::path& file) {
  std::ifstream in(file);
  return Json::parse(in);
}

// What a schema refers to in another file. Kept for the run; valijson gives it back all the same.
const Json* fetch(const std::string& uri) {
  static std::map<std::string, Json> documents;
  const auto [it, added] = documents.try_emplace(uri);
  if (added) it->second = load(kSchemas / "json" / fs::path(uri).filename());
  return &it->second;
}
void give_back(const Json*) {}

// The schema of the type, parsed once.
const valijson::Schema& schema_of(const std::string& type) {
  static std::map<std::string, valijson::Schema> schemas;
  if (const auto it = schemas.find(type); it != schemas.end()) return it->second;
  valijson::Schema& schema = schemas[type];
  const Json text = load(kSchemas / "json" / (type + ".json"));
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema, fetch, give_back);
  return schema;
}

bool valid(const Json& event, const std::string& type) {
  valijson::Validator validator;
  return validator.validate(schema_of(type), valijson::adapters::NlohmannJsonAdapter(event), nullptr);
}

bool decodes(const Json& event) {
  static EventDecoder decoder;
  static Event out;
  return decoder.decode(event.dump(), out).ok();
}

std::map<std::string, Json> examples() {
  std::map<std::string, Json> all;
  for (const auto& entry : fs::directory_iterator(kSchemas / "examples")) {
    if (entry.path().filename() == kAudited) continue;  // nobody folds it: the next test
    all.emplace(entry.path().filename().string(), load(entry.path()));
  }
  return all;
}

using Pointer = Json::json_pointer;

// Pointers to all members of objects in `value`.
void collect(const Json& value, const Pointer& here, std::vector<Pointer>& out) {
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    out.push_back(here / name);
    collect(member, here / name, out);
  }
}

TEST(JsonSchema, ExamplesAreValidAndDecode) {
  std::set<std::string> types;
  for (const auto& [file, event] : examples()) {
    const auto type = event.at("type").get<std::string>();
    types.insert(type);
    EXPECT_TRUE(file.starts_with(type)) << file;
    EXPECT_TRUE(valid(event, type)) << file;
    EXPECT_TRUE(decodes(event)) << file;
  }
  EXPECT_EQ(types.size(), 12U) << "each type has an example";
}

TEST(JsonSchema, AnEntryOfTheAuditIsValid) {
  Json entry = load(kSchemas / "examples" / kAudited);
  EXPECT_TRUE(valid(entry, "muster.audited.v1"));
  entry["data"].erase("previous");
  EXPECT_FALSE(valid(entry, "muster.audited.v1"));
}

TEST(JsonSchema, TheDecoderAgreesOnDamagedExamples) {
  const Json replacements = {Json::array(), "", Json(), 7, -1, 1e300, true, Json::object(), std::string(3000, 'x'), "application/json"};
  std::size_t refused = 0;
  for (const auto& [file, event] : examples()) {
    const auto type = event.at("type").get<std::string>();
    std::vector<Pointer> members;
    collect(event, Pointer(), members);
    for (const Pointer& member : members) {
      if (member.to_string() == "/type") continue;
      Json without = event;
      without[member.parent_pointer()].erase(member.back());
      EXPECT_EQ(valid(without, type), decodes(without)) << file << " without " << member;
      for (const Json& replacement : replacements) {
        Json other = event;
        other[member] = replacement;
        EXPECT_EQ(valid(other, type), decodes(other)) << file << " with " << member << " = " << replacement.dump().substr(0, 40);
        refused += decodes(other) ? 0 : 1;
      }
    }
  }
  EXPECT_GT(refused, 100U);
}

}  // namespace
}  // namespace muster
