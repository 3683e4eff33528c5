#include "api/http/exchange.h"

#include <algorithm>
#include <utility>

namespace muster::http {

void Exchange::begin(Request new_request, bool is_http_1_0) {
  end();
  request = std::move(new_request);
  http_1_0 = is_http_1_0;
  head_only = request.method == "HEAD";
  content_length = 0;
  route = {};
  ++number;
  active_ = true;
  begun_ = seam_.monotonic.now();
  seam_.in_flight.fetch_add(1, std::memory_order_relaxed);
  seam_.counters.requests.fetch_add(1, std::memory_order_relaxed);
}

bool Exchange::charge_body(std::size_t bytes) {
  if (!seam_.bodies.try_take(bytes)) return false;
  charged_ = bytes;
  return true;
}

std::size_t Exchange::append_body(std::string_view bytes) {
  std::string& body = request.body;
  const std::size_t part = std::min(bytes.size(), content_length - body.size());
  // Grows with what arrives, never past what was charged: a promise of bytes takes no memory.
  if (const std::size_t need = body.size() + part; need > body.capacity()) {
    body.reserve(std::min(content_length, std::max(need, 2 * body.capacity())));
  }
  body.append(bytes.substr(0, part));
  return part;
}

Request Exchange::take_request() {
  Request known;
  known.method = request.method;
  known.target = request.target;
  known.path = request.path;
  known.request_id = request.request_id;
  return std::exchange(request, std::move(known));
}

void Exchange::answered(int status, std::size_t bytes_out) {
  if (!seam_.options.on_request_done) return;
  const std::chrono::duration<double> taken = seam_.monotonic.now() - begun_;
  seam_.options.on_request_done({route, status, taken.count(), content_length, bytes_out, request.request_id});
}

void Exchange::end() {
  if (!std::exchange(active_, false)) return;
  seam_.bodies.give_back(std::exchange(charged_, 0));
  seam_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  request = Request();
}

}  // namespace muster::http
