// A body looked at field by field: all that is wrong with it is told at once, as {"<field>": ["…"], …}. One thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/dialects/wire.h"

namespace muster::api::dialects {

class Fields {
 public:
  explicit Fields(Json body) : body_(std::move(body)) {}
  const Json& body() const { return body_; }

  // What a field holds, null counting as absent. Empty where there is nothing or something else, which is noted.
  std::optional<std::string> text(const char* name);
  std::optional<std::string> email(const char* name);
  std::optional<double> number(const char* name);
  // Notes where it is absent.
  void require(const char* name);
  // Notes where it is absent or blank, too; empty then.
  std::string need_text(const char* name);
  // Of names that one field may have: that what it holds is the same once more, where it is there.
  void same(std::initializer_list<const char*> names, std::string_view value);

  // The first note of a field stays.
  void note(const char* name, std::string_view text);
  bool ok() const { return wrong_.empty(); }
  http::Response response() const { return json_response(400, wrong_); }

 private:
  Json body_;
  Json wrong_ = Json::object();
};

}  // namespace muster::api::dialects
