// The way out of a connection: answers, and how it ends.
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <utility>

#include "api/http/connection.h"
#include "api/http/serialize.h"

namespace muster::http {
namespace {

// A reply must move by this much, or to its end, within one write clock.
constexpr std::size_t kWriteProgress = 64 * 1024;
// An answer no larger than the 503 in its place would be is always sent.
constexpr std::size_t kSmallAnswer = 16 * 1024;

Error internal_error() {
  return {"internal", ErrorClass::bug, "", "a request was not answered"};
}

}  // namespace

void Connection::on_completion(Completion completion) {
  if (phase_ != Phase::handling || completion.to.request != exchange_.number) {
    seam_.counters.late_completions.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  exchange_.route = completion.route;
  const Request& request = exchange_.request;
  Response response = completion.abandoned ? seam_.render(internal_error(), request)
                                           : std::move(completion.response);
  if (!is_sendable(response)) {
    seam_.incident("internal", request.request_id, "an answer with a header that cannot be sent");
    response = problem(internal_error(), request.request_id);
  }
  const std::size_t size = response.body.size();
  if (size > kSmallAnswer && size + seam_.unsent.used() > seam_.unsent.limit()) {
    seam_.counters.over_budget.fetch_add(1, std::memory_order_relaxed);
    response = problem({"over_budget", ErrorClass::retry, "", "too many answers are unsent"},
                       request.request_id);
  }
  answer(std::move(response), close_after_ || seam_.draining.load(std::memory_order_relaxed));
  advance();
}

// Answers without the handler. What follows of the request is not read, so the connection ends.
void Connection::refuse(const Error& error) {
  Request& request = exchange_.request;
  if (request.request_id.empty()) request.request_id = tools_.next_request_id();
  Response response = seam_.render(error, request);
  if (error.code == "method_not_allowed") response.headers.emplace_back("Allow", kMethods);
  if (error.cls == ErrorClass::retry) {
    seam_.counters.over_budget.fetch_add(1, std::memory_order_relaxed);
  }
  answer(std::move(response), true);
}

void Connection::answer(Response response, bool close) {
  close_after_ = close;
  const auto& [fault, what] = response.fault;
  if (!fault.empty()) seam_.incident(fault, exchange_.request.request_id, what);
  // Whoever is turned away together must not come back together: "1" means soon, anything longer is known.
  for (Pair& field : response.headers) {
    if (field.first == "Retry-After" && field.second == "1") field.second = std::to_string(tools_.retry_after_s());
  }
  const Framing framing{exchange_.request.request_id, tools_.date(), close, exchange_.http_1_0};
  std::string head = serialize_head(response, framing);
  if (exchange_.head_only || !has_body(response.status)) response.body.clear();
  outbox_.put(std::move(head), std::move(response.body));
  exchange_.answered(response.status, outbox_.size());
  sent_mark_ = 0;
  enter(Phase::writing, seam_.options.clocks.write);
  flush();
}

void Connection::on_writable() {
  if (phase_ != Phase::writing) return;
  flush();
  advance();
}

void Connection::flush() {
  switch (outbox_.send_to(fd_)) {
    case Outbox::Progress::done:
      return finish_answer();
    case Outbox::Progress::broken:
      phase_ = Phase::closed;
      return;
    case Outbox::Progress::blocked:
      if (outbox_.sent() - sent_mark_ >= kWriteProgress) {
        sent_mark_ = outbox_.sent();
        enter(Phase::writing, seam_.options.clocks.write);
      }
      return;
  }
}

void Connection::finish_answer() {
  outbox_.clear();
  exchange_.end();
  if (close_after_) return begin_linger();
  enter(Phase::idle, seam_.options.clocks.idle);
}

// Closing with unread input would reset the connection, and the reset overtakes the answer: so
// our side ends first, and what the client still sends is read and forgotten.
void Connection::begin_linger() {
  drop_input();
  enter(Phase::lingering, seam_.options.clocks.linger);
  linger_end_ = deadline_ + seam_.options.clocks.body;
  if (::shutdown(fd_, SHUT_WR) != 0) phase_ = Phase::closed;
}

void Connection::linger() {
  for (std::size_t read = 0; read < seam_.options.limits.read_per_wakeup;) {
    const ssize_t got = ::recv(fd_, tools_.scratch.data(), tools_.scratch.size(), MSG_DONTWAIT);
    if (got > 0) {
      read += static_cast<std::size_t>(got);
      deadline_ = std::min(linger_end_, seam_.monotonic.now() + seam_.options.clocks.linger);
      continue;
    }
    const bool later = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    if (!later) phase_ = Phase::closed;
    return;
  }
}

void Connection::drain() {
  if (phase_ == Phase::idle) on_readable();  // a request may have arrived just now
  close_after_ = true;
  if (phase_ == Phase::idle) begin_linger();
}

void Connection::check_clock(Nanos now) {
  if (phase_ == Phase::handling || phase_ == Phase::closed || now < deadline_) return;
  time_out();
}

void Connection::time_out() {
  if (phase_ == Phase::head || phase_ == Phase::body) {
    seam_.counters.timeouts.fetch_add(1, std::memory_order_relaxed);
    if (phase_ == Phase::head) exchange_.begin({}, false);
    return refuse({"request_timeout", ErrorClass::refused, "", "send the request faster"});
  }
  if (phase_ == Phase::writing) seam_.counters.timeouts.fetch_add(1, std::memory_order_relaxed);
  phase_ = Phase::closed;
}

}  // namespace muster::http
