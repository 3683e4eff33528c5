#include "api/dialects/fields.h"

#include <algorithm>

namespace muster::api::dialects {
namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Something before its one @, something behind, no blanks.
bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; });
  return plain && at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos;
}

}  // namespace

std::optional<std::string> Fields::text(const char* name) {
  if (!has(body_, name)) return std::nullopt;
  auto text = text_of(body_, name);
  if (!text) note(name, "Not a valid string.");
  return text;
}

std::optional<std::string> Fields::email(const char* name) {
  auto text = this->text(name);
  if (!text || text->empty() || is_email(*text)) return text;
  note(name, "Enter a valid email address.");
  return std::nullopt;
}

std::optional<double> Fields::number(const char* name) {
  if (!has(body_, name)) return std::nullopt;
  const auto value = number_of(body_, name);
  if (!value) note(name, "A valid number is required.");
  return value;
}

void Fields::require(const char* name) {
  if (!has(body_, name)) note(name, "This field is required.");
}

std::string Fields::need_text(const char* name) {
  require(name);
  auto text = this->text(name).value_or("");
  if (!is_blank(text)) return text;
  note(name, "This field may not be blank.");
  return {};
}

void Fields::same(std::initializer_list<const char*> names, std::string_view value) {
  for (const char* name : names) {
    if (has(body_, name) && text_of(body_, name) != value) note(name, "Passwords do not match.");
  }
}

void Fields::note(const char* name, std::string_view text) {
  if (!wrong_.contains(name)) wrong_[name] = Json::array({text});
}

}  // namespace muster::api::dialects
