// Fuzzes bytes to heads: no crash, no byte looked at twice, the same end however the bytes come,
// and what is taken holds what a handler relies on.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/http/head_parser.h"

namespace {

using muster::http::Head;
using muster::http::HeadLimits;
using muster::http::HeadScanner;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_head(const Head& head) {
  const muster::http::Request& request = head.request;
  require(!request.method.empty());
  require(request.path == "*" || request.path.front() == '/');
  require(request.path == "*" || !request.segments.empty());
  require(request.path.find('\0') == std::string::npos);
  require(request.request_id.empty() || muster::http::is_request_id(request.request_id));
  require(request.headers.count("host") <= 1);
  require(request.headers.count("content-length") <= 1);
  require(request.headers.count("transfer-encoding") == 0);
  for (const auto& [name, value] : request.headers.all()) {
    require(!name.empty());
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const HeadLimits limits{2048, 16, 512};
  HeadScanner whole;
  const HeadScanner::State state = whole.scan(bytes, limits);

  HeadScanner pieces;
  HeadScanner::State piecewise = HeadScanner::State::more;
  for (std::size_t have = 1; have <= size && piecewise == HeadScanner::State::more; ++have) {
    const std::size_t before = pieces.body_begin();
    piecewise = pieces.scan(bytes.substr(0, have), limits);
    require(pieces.body_begin() - before <= 1);
  }
  require(state == HeadScanner::State::more || piecewise == state);
  if (state != HeadScanner::State::complete) return 0;
  require(pieces.body_begin() == whole.body_begin());
  const auto head = parse_head(whole.head(bytes), limits);
  if (head) check_head(*head);
  return 0;
}
