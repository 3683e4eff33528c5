// The unsent rest of one answer: head and body as they are, without a copy.
// Owned by a connection; its worker's thread only.
#pragma once

#include <cstddef>
#include <string>

#include "api/http/budget.h"

namespace muster::http {

class Outbox {
 public:
  enum class Progress { done, blocked, broken };

  explicit Outbox(Budget& unsent) : unsent_(unsent) {}
  ~Outbox() { clear(); }
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void put(std::string head, std::string body);
  Progress send_to(int fd);
  void clear();

  std::size_t size() const { return head_.size() + body_.size(); }
  std::size_t sent() const { return sent_; }

 private:
  Budget& unsent_;
  std::string head_;
  std::string body_;
  std::size_t sent_ = 0;
  std::size_t charged_ = 0;
};

}  // namespace muster::http
