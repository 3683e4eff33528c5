#include "ingest/media_type.h"

#include <algorithm>

namespace muster::ingest {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Up to the next ';', which goes with it.
std::string_view take_part(std::string_view& rest) {
  const std::size_t length = std::min(rest.find(';'), rest.size());
  const std::string_view part = trimmed(rest.substr(0, length));
  rest.remove_prefix(std::min(length + 1, rest.size()));
  return part;
}

}  // namespace

std::string media_type(std::string_view content_type) {
  const std::string type = lower(take_part(content_type));
  constexpr std::string_view kCharset = "charset=";
  while (!content_type.empty()) {
    const std::string parameter = lower(take_part(content_type));
    if (!parameter.starts_with(kCharset)) continue;
    const std::string_view charset = std::string_view(parameter).substr(kCharset.size());
    if (charset != "utf-8" && charset != "\"utf-8\"") return {};
  }
  return type;
}

}  // namespace muster::ingest
