// Fields of what a server answers, read as they may be of any type. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace muster::deploy {

// Empty where it is absent or no text; `Json` is one of nlohmann's.
template <class Json>
std::string text_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->template get<std::string>() : std::string{};
}

// 0 where it is absent or no such number.
template <class Json>
std::uint64_t number_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_number_unsigned() ? it->template get<std::uint64_t>() : 0;
}

}  // namespace muster::deploy
