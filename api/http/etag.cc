#include "api/http/etag.h"

#include <algorithm>

#include "schemas/text.h"

namespace muster::http {
namespace {

std::string_view opaque(std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; }

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  if (trimmed(list) == "*") return true;
  while (!list.empty()) {
    const std::size_t length = std::min(list.find(','), list.size());
    if (opaque(trimmed(list.substr(0, length))) == opaque(etag)) return true;
    list.remove_prefix(std::min(length + 1, list.size()));
  }
  return false;
}

}  // namespace muster::http
