// The one answer that a request is owed. A handler may keep it and answer later, from any thread;
// the answer travels through the mailbox of the worker that owns the connection, so that a client
// that has gone away meanwhile is no concern of the handler's.
// One Reply is used by one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "api/http/message.h"

namespace muster::http {

// Names one request on one connection of one worker.
struct ReplyAddress {
  int fd = -1;
  std::uint64_t connection = 0;  // never reused
  std::uint64_t request = 0;     // counts up on its connection
};

struct Completion {
  ReplyAddress to;
  Response response;
  std::string_view route;
  bool abandoned = false;  // no response: the seam answers 500
};

// Where answers go: a worker's mailbox, or a test. Must take calls from any thread.
struct ReplySink {
  virtual ~ReplySink() = default;
  virtual void deliver(Completion completion) noexcept = 0;
};

class Reply {
 public:
  Reply(std::shared_ptr<ReplySink> sink, ReplyAddress to);
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&&) = delete;
  ~Reply();  // unanswered: the client gets 500 `internal`

  // Once; further calls do nothing.
  void operator()(Response response);

  // Under which name the request is counted. The characters must outlive the server.
  void set_route(std::string_view name) { route_ = name; }
  std::string_view route() const { return route_; }

 private:
  std::shared_ptr<ReplySink> sink_;
  ReplyAddress to_;
  std::string_view route_;
};

// Called on a worker thread. It must not block: what is slow keeps the Reply and answers later.
using Handler = std::function<void(Request, Reply)>;

}  // namespace muster::http
