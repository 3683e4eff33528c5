#include "api/http/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace muster::http {
namespace {

thread_local const Mailbox* attended = nullptr;

}  // namespace

Mailbox::Attendance::Attendance(const Mailbox& mailbox) { attended = &mailbox; }
Mailbox::Attendance::~Attendance() { attended = nullptr; }

Mailbox::Mailbox() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Mailbox::~Mailbox() { ::close(fd_); }

void Mailbox::deliver(Completion completion) noexcept {
  if (attended == this) {
    local_.push_back(std::move(completion));
    return;
  }
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    first = posted_.empty();
    posted_.push_back(std::move(completion));
  }
  if (first) wake();
}

void Mailbox::summon() noexcept {
  summoned_ = true;
  wake();
}

void Mailbox::wake() noexcept {
  const std::uint64_t one = 1;
  // EAGAIN means that the counter is full: the worker is being woken as it is.
  [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);
}

void Mailbox::close() noexcept {
  std::vector<Completion> dropped;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  dropped.swap(posted_);
}

std::vector<Completion> Mailbox::take() {
  std::uint64_t count = 0;
  // Cleared before the list is taken: what comes after rings again.
  [[maybe_unused]] const auto read = ::read(fd_, &count, sizeof count);
  const std::lock_guard lock(mutex_);
  return std::exchange(posted_, {});
}

std::optional<Completion> Mailbox::take_local() {
  if (local_.empty()) return std::nullopt;
  Completion last = std::move(local_.back());
  local_.pop_back();
  return last;
}

}  // namespace muster::http
