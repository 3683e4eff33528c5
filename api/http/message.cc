#include "api/http/message.h"

#include <algorithm>

namespace muster::http {
namespace {

const std::string* find_in(const std::vector<Pair>& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return &value;
  }
  return nullptr;
}

}  // namespace

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

const std::string* Headers::find(std::string_view name) const { return find_in(fields_, name); }

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [&](const Pair& field) { return field.first == name; }));
}

const std::string* Request::query_value(std::string_view name) const {
  return find_in(query, name);
}

const std::string& Request::param(std::string_view name) const {
  static const std::string kNone;
  const std::string* value = find_in(params, name);
  return value != nullptr ? *value : kNone;
}

}  // namespace muster::http
