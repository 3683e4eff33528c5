#include "api/http/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace muster::http {
namespace {

constexpr std::size_t kKeptInput = 16 * 1024;
// A body must grow by this much, or to its end, within one clock of stalls.
constexpr std::size_t kBodyProgress = 16 * 1024;
constexpr const char* kTooManyBodies = "too many bodies are in flight";

Error retry_later(const char* hint) { return {"over_budget", ErrorClass::retry, "", hint}; }

}  // namespace

Connection::Connection(Seam& seam, WorkerTools& tools, int fd, std::uint64_t id,
                       std::string peer_address)
    : seam_(seam),
      counted_(seam),
      tools_(tools),
      fd_(fd),
      id_(id),
      peer_address_(std::move(peer_address)),
      exchange_(seam),
      outbox_(seam.unsent) {
  enter(Phase::idle, seam_.options.clocks.idle);
}

void Connection::enter(Phase phase, Nanos timeout) {
  phase_ = phase;
  deadline_ = seam_.monotonic.now() + timeout;
}

bool Connection::wants_read() const {
  return phase_ == Phase::idle || phase_ == Phase::head || phase_ == Phase::body ||
         phase_ == Phase::lingering;
}

std::string_view Connection::pending_input() const {
  return std::string_view(input_).substr(input_begin_);
}

void Connection::on_readable() {
  if (phase_ == Phase::lingering) return linger();
  const std::size_t most = seam_.options.limits.read_per_wakeup;
  for (std::size_t read = 0; read < most && wants_read() && phase_ != Phase::lingering; read += tools_.scratch.size()) {
    if (!receive()) return;
  }
}

// One recv, and all that can be done with it.
bool Connection::receive() {
  const ssize_t got = ::recv(fd_, tools_.scratch.data(), tools_.scratch.size(), MSG_DONTWAIT);
  if (got < 0) {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return false;
    phase_ = Phase::closed;
    return false;
  }
  if (got == 0) {  // between requests, or in the midst of one that will never come whole
    phase_ = Phase::closed;
    return false;
  }
  take({tools_.scratch.data(), static_cast<std::size_t>(got)});
  advance();
  return static_cast<std::size_t>(got) == tools_.scratch.size();
}

void Connection::take(std::string_view bytes) {
  if (phase_ == Phase::body && !append_body(bytes)) return;
  if (input_begin_ != 0) {
    input_.erase(0, input_begin_);
    input_begin_ = 0;
  }
  input_.append(bytes);
}

void Connection::advance() {
  if (phase_ == Phase::idle && !pending_input().empty()) {
    enter(Phase::head, seam_.options.clocks.header);
  }
  if (phase_ == Phase::head && !read_head()) return;
  if (phase_ == Phase::body && read_body()) dispatch();
}

bool Connection::read_head() {
  const std::string_view input = pending_input();
  const std::size_t scanned_before = scanner_.body_begin();
  const HeadScanner::State state = scanner_.scan(input, seam_.head_limits);
  seam_.counters.head_bytes_scanned.fetch_add(scanner_.body_begin() - scanned_before,
                                              std::memory_order_relaxed);
  if (state == HeadScanner::State::more) return false;
  if (state == HeadScanner::State::failed) {
    exchange_.begin({}, false);
    refuse(scanner_.error());
    return false;
  }
  Result<Head> head = parse_head(scanner_.head(input), seam_.head_limits);
  input_begin_ += scanner_.body_begin();
  scanner_.reset();
  if (!head) {
    exchange_.begin({}, false);
    refuse(head.error());
    return false;
  }
  admit(*std::move(head));
  return phase_ == Phase::body;
}

void Connection::admit(Head head) {
  close_after_ = !head.keep_alive || seam_.draining.load(std::memory_order_relaxed);
  const std::size_t length = head.content_length;
  exchange_.begin(std::move(head.request), head.http_1_0);
  Request& request = exchange_.request;
  request.peer_address = peer_address_;
  if (request.request_id.empty()) request.request_id = tools_.next_request_id();

  const auto& route_limit = seam_.options.body_limit;
  const std::size_t limit = (route_limit && length > 0 ? route_limit(request) : std::nullopt)
                                .value_or(seam_.options.limits.max_body);
  if (length > limit) {
    return refuse({"body_too_large", ErrorClass::refused, "", "send fewer items at once"});
  }
  if (seam_.unsent.full()) return refuse(retry_later("too many answers are unsent"));
  if (length > 0 && seam_.bodies.full()) return refuse(retry_later(kTooManyBodies));
  exchange_.content_length = length;
  expect_body(head);
}

void Connection::expect_body(const Head& head) {
  enter(Phase::body, std::min(seam_.options.clocks.body, seam_.options.clocks.body_stall));
  body_end_ = seam_.monotonic.now() + seam_.options.clocks.body;
  body_mark_ = 0;
  if (exchange_.content_length == 0) return;
  if (head.expect_continue && !head.http_1_0 && pending_input().empty()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    // The send buffer is empty here, so it takes 25 bytes; a client that has gone shows in recv.
    [[maybe_unused]] const auto sent =
        ::send(fd_, kContinue.data(), kContinue.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
}

bool Connection::append_body(std::string_view& bytes) {
  const Nanos arrived = seam_.monotonic.now();  // before the charge tells others that it has come
  const auto taken = exchange_.append_body(bytes);
  if (!taken) {
    exchange_.drop_body();
    refuse(retry_later(kTooManyBodies));
    return false;
  }
  bytes.remove_prefix(*taken);
  if (const std::size_t size = exchange_.request.body.size(); size - body_mark_ >= kBodyProgress) {
    body_mark_ = size;
    deadline_ = std::min(body_end_, arrived + seam_.options.clocks.body_stall);
  }
  return true;
}

bool Connection::read_body() {
  std::string_view input = pending_input();
  if (!append_body(input)) return false;
  input_begin_ = input_.size() - input.size();
  if (input.empty()) drop_input();
  return exchange_.body_complete();
}

void Connection::drop_input() {
  input_begin_ = 0;
  input_.clear();
  // Thousands of idle connections must not each keep the memory of one burst.
  if (input_.capacity() > kKeptInput) std::string().swap(input_);
}

void Connection::dispatch() {
  phase_ = Phase::handling;
  Reply reply(tools_.sink, {fd_, id_, exchange_.number});
  try {
    seam_.handler(exchange_.take_request(), std::move(reply));
  } catch (const std::exception& e) {
    // The Reply died on the way here, which answers 500.
    seam_.counters.exceptions.fetch_add(1, std::memory_order_relaxed);
    seam_.incident("internal", exchange_.request.request_id, e.what());
  } catch (...) {
    seam_.counters.exceptions.fetch_add(1, std::memory_order_relaxed);
    seam_.incident("internal", exchange_.request.request_id, "not a std::exception");
  }
}

}  // namespace muster::http
