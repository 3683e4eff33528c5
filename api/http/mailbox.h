// How answers reach the worker that owns a connection: from its own thread by a plain list, from
// any other through a locked one and an eventfd.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "api/http/reply.h"

namespace muster::http {

class Mailbox final : public ReplySink {
 public:
  Mailbox();  // throws std::system_error without an eventfd
  ~Mailbox() override;
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Any thread. After close() the completion is dropped.
  void deliver(Completion completion) noexcept override;
  void summon() noexcept;  // the worker looks at all its connections
  void close() noexcept;

  // The worker's thread only.
  int fd() const { return fd_; }
  std::vector<Completion> take();                // what came from elsewhere; clears the wake-up
  bool take_summons() { return summoned_.exchange(false); }
  std::optional<Completion> take_local();

  // While it lives, deliveries on this thread are local: the worker is looking.
  class Attendance {
   public:
    explicit Attendance(const Mailbox& mailbox);
    ~Attendance();
    Attendance(const Attendance&) = delete;
    Attendance& operator=(const Attendance&) = delete;
  };

 private:
  void wake() noexcept;

  int fd_;
  std::atomic<bool> summoned_{false};
  std::mutex mutex_;
  std::vector<Completion> posted_;
  bool closed_ = false;
  std::vector<Completion> local_;  // taken from the back: each request answers before the next
};

}  // namespace muster::http
