// One client: bytes in, one request at a time, its answer out. Knows sockets but not Pistache.
// Belongs to its worker's thread. Never throws for what a client does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "api/http/exchange.h"
#include "api/http/head_parser.h"
#include "api/http/outbox.h"
#include "api/http/seam.h"
#include "api/http/worker_tools.h"

namespace muster::http {

class Connection {
 public:
  using Nanos = std::chrono::nanoseconds;

  // The socket stays the caller's to close.
  Connection(Seam& seam, WorkerTools& tools, int fd, std::uint64_t id, std::string peer_address);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void on_readable();
  void on_writable();
  void on_completion(Completion completion);  // one that is not for the present request is late
  void on_reset() { phase_ = Phase::closed; }
  void check_clock(Nanos now);
  void drain();  // finishes what is under way, then closes

  bool closed() const { return phase_ == Phase::closed; }
  bool wants_read() const;
  bool wants_write() const { return phase_ == Phase::writing; }
  std::uint64_t id() const { return id_; }

 private:
  enum class Phase { idle, head, body, handling, writing, lingering, closed };

  void enter(Phase phase, Nanos timeout);
  bool receive();  // false once there is nothing to read for now
  void take(std::string_view bytes);
  void advance();  // towards the next request; the one after waits for its answer
  bool read_head();
  bool read_body();
  bool append_body(std::string_view& bytes);  // without what it took; false: refused
  void admit(Head head);  // limits and budgets, before the body is read
  void expect_body(const Head& head);
  void dispatch();
  void refuse(const Error& error);
  void answer(Response response, bool close);
  void flush();
  void finish_answer();
  void begin_linger();
  void linger();
  void time_out();
  std::string_view pending_input() const;
  void drop_input();

  Seam& seam_;
  const CountedConnection counted_;  // before all that charges a budget, so it is given back after
  WorkerTools& tools_;
  const int fd_;
  const std::uint64_t id_;
  const std::string peer_address_;

  Phase phase_ = Phase::idle;
  Nanos deadline_{0};
  Nanos linger_end_{0};
  bool close_after_ = false;

  std::string input_;            // from input_begin_ on, what no request has taken yet
  std::size_t input_begin_ = 0;
  HeadScanner scanner_;
  Exchange exchange_;
  Outbox outbox_;
  std::size_t sent_mark_ = 0;    // what was sent when the write clock last began
  Nanos body_end_{0};            // when it has to be whole
  std::size_t body_mark_ = 0;    // what had come when the clock of stalls last began
};

}  // namespace muster::http
