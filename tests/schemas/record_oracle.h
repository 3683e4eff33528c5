// A second opinion on what is JSON: nlohmann's SAX parser, told where it differs from RFC 8259.
#pragma once

#include <string>

namespace muster {

// True where a strict RFC 8259 parser takes `text`, no object repeats a key, and nothing is nested
// more than 64 levels deep.
bool is_strict_json(std::string text);

}  // namespace muster
