#include "api/http/outbox.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace muster::http {
void Outbox::put(std::string head, std::string body) {
  clear();
  head_ = std::move(head);
  body_ = std::move(body);
  charged_ = size();
  unsent_.take(charged_);
}

Outbox::Progress Outbox::send_to(int fd) {
  while (sent_ < size()) {
    const std::size_t head_sent = std::min(sent_, head_.size());
    const std::size_t body_sent = sent_ - head_sent;
    std::array<iovec, 2> parts{{{head_.data() + head_sent, head_.size() - head_sent},
                                {body_.data() + body_sent, body_.size() - body_sent}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t sent = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      sent_ += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return Progress::blocked;
    } else if (errno != EINTR) {
      return Progress::broken;
    }
  }
  return Progress::done;
}

void Outbox::clear() {
  unsent_.give_back(std::exchange(charged_, 0));
  sent_ = 0;
  std::string().swap(head_);  // an idle connection holds no memory of its last answer
  std::string().swap(body_);
}

}  // namespace muster::http
