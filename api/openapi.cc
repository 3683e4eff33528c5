#include "api/openapi.h"

#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/openapi_files.h"

namespace muster::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchemas = "#/components/schemas/";
constexpr std::string_view kEnding = ".json";

class Bundle {
 public:
  std::string made() {
    Json document = Json::parse(openapi_source());
    take_in(document, "");
    Json& schemas = document["components"]["schemas"];
    for (auto& [name, schema] : added_) schemas[name] = std::move(schema);
    return document.dump();
  }

 private:
  // `file`: that `node` is of; empty: the document itself.
  void take_in(Json& node, const std::string& file) {
    if (node.is_array()) {
      for (Json& item : node) take_in(item, file);
    }
    if (!node.is_object()) return;
    for (auto& [name, value] : node.items()) {
      if (name == "$ref" && value.is_string()) {
        value = within(value.get<std::string>(), file);
      } else {
        take_in(value, file);
      }
    }
  }

  // Where that is in the one document; what it needs is put there.
  std::string within(const std::string& reference, const std::string& file) {
    const auto hash = reference.find('#');
    std::string of = reference.substr(0, hash);
    const std::string pointer = hash == std::string::npos ? "" : reference.substr(hash + 1);
    of = of.empty() ? file : of.substr(of.rfind('/') + 1);
    if (of.empty()) return reference;
    add(of);
    return std::string(kSchemas) + of.substr(0, of.size() - kEnding.size()) + pointer;
  }

  void add(const std::string& file) {
    const std::string name = file.substr(0, file.size() - kEnding.size());
    if (added_.contains(name)) return;
    const auto found = schema_sources().find(file);
    if (found == schema_sources().end()) throw std::logic_error("openapi.json refers to no file of schemas/json: " + file);
    Json schema = Json::parse(found->second);
    schema.erase("$schema");
    schema.erase("$id");
    added_[name] = nullptr;  // it may refer to itself
    take_in(schema, file);
    added_[name] = std::move(schema);
  }

  std::map<std::string, Json> added_;  // beside the document, which is being walked
};

}  // namespace

std::string openapi_document() { return Bundle().made(); }

void add_openapi(http::Router& router) {
  const auto text = std::make_shared<const std::string>(openapi_document());
  router.add("GET", "/openapi.json", [text](const http::Request&, http::Reply reply) {
    http::Response response;
    response.content_type = "application/json";
    response.body = *text;
    response.headers = {{"Cache-Control", "max-age=3600"}};
    reply(std::move(response));
  });
}

}  // namespace muster::api
