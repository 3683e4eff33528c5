#include <algorithm>

#include "api/http/head_parser.h"

namespace muster::http {

HeadScanner::State HeadScanner::fail(const char* code, const char* hint) {
  error_ = {code, ErrorClass::invalid, "", hint};
  return State::failed;
}

HeadScanner::State HeadScanner::scan(std::string_view buffer, const HeadLimits& limits) {
  while (pos_ < buffer.size()) {
    const std::size_t found = buffer.find('\n', pos_);
    if (found == std::string_view::npos) {
      pos_ = buffer.size();
      break;
    }
    pos_ = found + 1;
    if (const State state = line_end(buffer, found, limits); state != State::more) return state;
  }
  if (pos_ - start_ <= limits.max_head) return State::more;
  return lines_ == 0 ? fail("target_too_long", "the request line does not end")
                     : fail("head_too_large", "send fewer or shorter header fields");
}

HeadScanner::State HeadScanner::line_end(std::string_view buffer, std::size_t line_feed,
                                         const HeadLimits& limits) {
  const std::size_t begin = line_start_;
  line_start_ = line_feed + 1;
  if (line_feed == begin || buffer[line_feed - 1] != '\r') {
    return fail("bad_request", "lines end with CR LF");
  }
  const bool empty = line_feed - begin == 1;
  if (empty && lines_ == 0) {  // RFC 9112 2.2: empty lines before a request are skipped
    if (line_start_ > limits.max_head) return fail("bad_request", "nothing but empty lines");
    start_ = line_start_;
    return State::more;
  }
  if (line_start_ - start_ > limits.max_head) {
    return fail("head_too_large", "send fewer or shorter header fields");
  }
  if (empty) return State::complete;
  if (lines_ > 0 && (buffer[begin] == ' ' || buffer[begin] == '\t')) {
    return fail("bad_request", "header fields must not be folded");
  }
  if (++lines_ > limits.max_headers + 1) {
    return fail("head_too_large", "send fewer header fields");
  }
  return State::more;
}

std::string_view HeadScanner::head(std::string_view buffer) const {
  return buffer.substr(start_, pos_ - start_);
}

}  // namespace muster::http
