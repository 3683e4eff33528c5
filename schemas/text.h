// Small rules of text that headers, parameters and fields share. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster {

// Without blanks and tabs around it (OWS of RFC 9110).
std::string_view trimmed(std::string_view text);

// A to Z become a to z; all else stays.
std::string lower(std::string_view text);

// Code points of what is UTF-8.
std::size_t characters(std::string_view utf8);

// All but the unreserved characters of RFC 3986 as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace muster
