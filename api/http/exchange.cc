#include "api/http/exchange.h"

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
  seam_.options.on_request_done({route, status, taken.count(), content_length, bytes_out});
}

void Exchange::end() {
  if (!std::exchange(active_, false)) return;
  seam_.bodies.give_back(std::exchange(charged_, 0));
  seam_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  request = Request();
}

}  // namespace muster::http
