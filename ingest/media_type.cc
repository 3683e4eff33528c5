#include "ingest/media_type.h"

#include <algorithm>

#include "schemas/text.h"

namespace muster::ingest {
namespace {

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
