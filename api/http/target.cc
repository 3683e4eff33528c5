#include "api/http/target.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>

namespace muster::http {
namespace {

Error bad_target(const char* why) { return {"bad_request", ErrorClass::invalid, "", why}; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// Nothing where an escape is malformed, or what comes out is not UTF-8 or holds a NUL.
std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  if (!is_ascii(out) && !simdjson::validate_utf8(out.data(), out.size())) return std::nullopt;
  return out;
}

bool parse_path(std::string_view path, Request& into) {
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    std::optional<std::string> segment = decode(path.substr(0, slash), false);
    if (!segment) return false;
    into.path += '/';
    into.path += *segment;
    into.segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool parse_query(std::string_view query, Request& into) {
  while (!query.empty()) {
    const std::string_view piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), piece.size() + 1));
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    std::optional<std::string> name = decode(piece.substr(0, equals), true);
    std::optional<std::string> value =
        equals == std::string_view::npos ? std::string() : decode(piece.substr(equals + 1), true);
    if (!name || !value) return false;
    into.query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

// "http://host/path" is "/path": a proxy's way of asking, which every server must take.
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t path = target.find_first_of("/?", scheme.size());
    if (path == std::string_view::npos) return "/";
    return target[path] == '/' ? target.substr(path) : std::string_view();
  }
  return target;
}

}  // namespace

Status parse_target(std::string_view target, Request& into) {
  target = origin_form(target);
  if (target == "*") {
    into.target = std::string(target);
    into.path = into.target;
    return Done{};
  }
  if (target.empty() || target.front() != '/') return bad_target("the target must begin with /");
  if (target.find('#') != std::string_view::npos) return bad_target("a target has no fragment");
  into.target = std::string(target);
  const std::size_t question = target.find('?');
  if (!parse_path(target.substr(0, question), into)) {
    return bad_target("the path is not percent-encoded UTF-8");
  }
  if (question != std::string_view::npos && !parse_query(target.substr(question + 1), into)) {
    return bad_target("the query is not percent-encoded UTF-8");
  }
  return Done{};
}

}  // namespace muster::http
