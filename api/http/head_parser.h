// From bytes to the head of a request, without sockets. Pure; a scanner belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::http {

struct HeadLimits {
  std::size_t max_head = 16 * 1024;  // bytes, request line included
  std::size_t max_headers = 64;
  std::size_t max_target = 8 * 1024;
};

// Finds where a head ends in bytes that arrive piece by piece. Looks at each byte once, so that
// a head sent byte by byte costs no more than one sent whole.
class HeadScanner {
 public:
  enum class State { more, complete, failed };

  // `buffer` begins where the previous request ended and has grown since the last call.
  // failed: head_too_large, target_too_long, or bad_request (a bare LF, a folded line).
  State scan(std::string_view buffer, const HeadLimits& limits);

  // Once complete: the head with its empty line, without empty lines before it; and where the
  // body begins in `buffer`.
  std::string_view head(std::string_view buffer) const;
  std::size_t body_begin() const { return pos_; }
  const Error& error() const { return error_; }
  void reset() { *this = HeadScanner(); }

 private:
  State line_end(std::string_view buffer, std::size_t line_feed, const HeadLimits& limits);
  State fail(const char* code, const char* hint);

  std::size_t start_ = 0;       // of the request line
  std::size_t line_start_ = 0;
  std::size_t pos_ = 0;         // looked at so far
  std::size_t lines_ = 0;
  Error error_;
};

struct Head {
  Request request;  // without body, peer_address, params; request_id only if the client's is good
  bool http_1_0 = false;
  bool keep_alive = true;
  bool expect_continue = false;
  std::size_t content_length = 0;
};

// `head` is what the scanner found. errors: bad_request (invalid), method_not_allowed,
// length_required, unsupported_media_type, target_too_long, head_too_large (refused).
Result<Head> parse_head(std::string_view head, const HeadLimits& limits);

// [A-Za-z0-9._-]{1,64}
bool is_request_id(std::string_view text);

// What a server here may be asked for; the Allow header of the seam's own 405.
inline constexpr std::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

}  // namespace muster::http
