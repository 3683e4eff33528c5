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
  if (seam_.options.asked_by) request.asked_by = std::make_shared<AskedBy>();
  ++number;
  active_ = true;
  begun_ = seam_.monotonic.now();
  seam_.in_flight.fetch_add(1, std::memory_order_relaxed);
  seam_.counters.requests.fetch_add(1, std::memory_order_relaxed);
}

// Up to `bytes` in all. A body that came in one piece is never under way.
bool Exchange::charge_body(std::size_t bytes, bool complete) {
  if (bytes > charged_) {
    if (!seam_.bodies.try_take(bytes - charged_)) return false;
    charged_ = bytes;
  }
  if (complete) {
    give_back_share();
  } else if (charged_ > shared_) {
    if (!seam_.peer_bodies.try_take(request.peer_address, charged_ - shared_)) return false;
    shared_ = charged_;
  }
  return true;
}

std::optional<std::size_t> Exchange::append_body(std::string_view bytes) {
  std::string& body = request.body;
  const std::size_t part = std::min(bytes.size(), content_length - body.size());
  const std::size_t need = body.size() + part;
  if (need == 0) return 0;
  // Grows with what arrives: a promise of bytes takes no memory, and nothing of the budget.
  const std::size_t room = need > charged_ ? std::min(content_length, std::max(need, 2 * charged_)) : charged_;
  if (!charge_body(room, need == content_length)) return std::nullopt;
  if (need > body.capacity()) body.reserve(room);
  body.append(bytes.substr(0, part));
  return part;
}

void Exchange::give_back_share() {
  if (shared_ > 0) seam_.peer_bodies.give_back(request.peer_address, std::exchange(shared_, 0));
}

void Exchange::drop_body() {
  give_back_share();
  seam_.bodies.give_back(std::exchange(charged_, 0));
  std::string().swap(request.body);
}

Request Exchange::take_request() {
  Request known;
  known.method = request.method;
  known.target = request.target;
  known.path = request.path;
  known.request_id = request.request_id;
  known.asked_by = request.asked_by;
  return std::exchange(request, std::move(known));
}

void Exchange::answered(int status, std::size_t bytes_out) {
  if (!seam_.options.on_request_done) return;
  const std::chrono::duration<double> taken = seam_.monotonic.now() - begun_;
  seam_.options.on_request_done({request.method, route, status, taken.count(), content_length, bytes_out, request.request_id, request.asked_by.get()});
}

void Exchange::end() {
  if (!std::exchange(active_, false)) return;
  drop_body();
  seam_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  request = Request();
}

}  // namespace muster::http
