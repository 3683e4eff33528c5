// Bytes as text, and SHA-256. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace muster {

// Two small digits a byte.
std::string hex(std::string_view bytes);
// Of RFC 4648, padded.
std::string base64(std::string_view bytes);

std::string sha256_hex(std::string_view bytes);

}  // namespace muster
