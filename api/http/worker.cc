#include "api/http/worker.h"

#include <pistache/peer.h>
#include <pistache/tcp.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace muster::http {

using Pistache::Aio::FdSet;
using Pistache::Polling::NotifyOn;
using Pistache::Polling::Tag;

// Pistache hands a new connection to the transport's handler: all that is used of it.
class Worker::Arrivals final : public Pistache::Tcp::Handler {
 public:
  std::shared_ptr<Pistache::Tcp::Handler> clone() const override {
    return std::make_shared<Arrivals>();
  }
  void onInput(const char*, std::size_t, const Peer&) override {}
  void onConnection(const Peer& peer) override { peers_.push_back(peer); }
  std::vector<Peer> take() { return std::exchange(peers_, {}); }

 private:
  std::vector<Peer> peers_;
};

Worker::Worker(std::shared_ptr<Seam> seam, std::shared_ptr<Roster> roster)
    : Worker(std::move(seam), std::move(roster), std::make_shared<Arrivals>()) {}

Worker::Worker(std::shared_ptr<Seam> seam, std::shared_ptr<Roster> roster,
               std::shared_ptr<Arrivals> arrivals)
    : Transport(arrivals),
      seam_(std::move(seam)),
      roster_(std::move(roster)),
      arrivals_(std::move(arrivals)) {}

Worker::~Worker() {
  if (mailbox_) mailbox_->close();
  if (timer_fd_ >= 0) ::close(timer_fd_);
  for (const auto& [fd, peer] : peers) ::close(fd);  // Pistache's peers do not close themselves
}

std::shared_ptr<Pistache::Aio::Handler> Worker::clone() const {
  return std::make_shared<Worker>(seam_, roster_);
}

void Worker::registerPoller(Pistache::Polling::Epoll& poller) {
  Transport::registerPoller(poller);
  mailbox_ = std::make_shared<Mailbox>();
  roster_->mailboxes.push_back(mailbox_);
  tools_ = std::make_unique<WorkerTools>(mailbox_, seam_->wall);
  timer_fd_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  const auto tick_ns = std::chrono::nanoseconds(seam_->options.tick).count();
  const timespec tick{tick_ns / 1'000'000'000, tick_ns % 1'000'000'000};
  const itimerspec every{tick, tick};
  if (timer_fd_ < 0 || ::timerfd_settime(timer_fd_, 0, &every, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "timerfd");
  }
  const Pistache::Flags<NotifyOn> read(NotifyOn::Read);
  poller.addFd(mailbox_->fd(), read, Tag(static_cast<std::uint64_t>(mailbox_->fd())));
  poller.addFd(timer_fd_, read, Tag(static_cast<std::uint64_t>(timer_fd_)));
}

void Worker::onReady(const FdSet& fds) {
  const Mailbox::Attendance attendance(*mailbox_);
  for (std::size_t i = 0; i < fds.size(); ++i) {
    seam_->counters.wakeups.fetch_add(1, std::memory_order_relaxed);
    guarded(nullptr, [&] {
      handle(fds.at(i));
      complete_local();
    });
  }
}

// An exception that left onReady would end the thread, and with it every connection on it. The
// one that was at work is given up.
template <class Work>
void Worker::guarded(Connection* connection, Work work) {
  try {
    return work();
  } catch (const std::exception& e) {
    seam_->incident("internal", "", e.what());
  } catch (...) {
    seam_->incident("internal", "", "not a std::exception");
  }
  seam_->counters.exceptions.fetch_add(1, std::memory_order_relaxed);
  if (connection != nullptr) connection->on_reset();
}

void Worker::handle(const FdSet::Entry& event) {
  const int fd = static_cast<int>(event.getTag().value());
  if (fd == mailbox_->fd()) return on_mail();
  if (fd == timer_fd_) return on_tick();
  if (const auto found = entries_.find(fd); found != entries_.end()) {
    return on_socket(fd, found->second, event);
  }
  // Pistache's own queues, or a socket that was closed earlier in this very batch.
  if (event.isReadable()) on_accepts(event.getTag());
}

void Worker::on_socket(int fd, Entry& entry, const FdSet::Entry& event) {
  Connection& connection = *entry.connection;
  const bool unwanted = event.isReadable() && !connection.wants_read();
  const bool reset = event.isHangup() || !(event.isReadable() || event.isWritable());
  guarded(&connection, [&] {
    if (reset && !event.isReadable()) connection.on_reset();
    if (event.isWritable()) connection.on_writable();
    if (event.isReadable() && connection.wants_read()) connection.on_readable();
    // A hang-up is told again and again, whatever the interest; once nothing is read, it is final.
    if (event.isHangup() && !connection.wants_read()) connection.on_reset();
  });
  if (unwanted) pause_reading(fd, entry);
  settle(fd, entry);
}

// Only when bytes come that are not wanted yet: for most answers they never do, and two system
// calls a request are saved.
void Worker::pause_reading(int fd, Entry& entry) {
  if (entry.connection->wants_read() || entry.connection->closed() || !entry.reading) return;
  entry.reading = false;
  set_interest(fd, false, entry.writing);
}

void Worker::on_mail() {
  for (Completion& completion : mailbox_->take()) {
    complete(std::move(completion));
    complete_local();
  }
  if (mailbox_->take_summons()) look_at_all();
}

void Worker::on_tick() {
  std::uint64_t ticks = 0;
  [[maybe_unused]] const auto read = ::read(timer_fd_, &ticks, sizeof ticks);
  // PollableQueue can lose a wake-up: it clears its eventfd after it has found itself empty.
  if (accept_tag_) on_accepts(*accept_tag_);
  look_at_all();
}

void Worker::look_at_all() {
  const auto now = seam_->monotonic.now();
  const bool draining = seam_->draining;
  const bool stopping = seam_->stopping;
  for (auto& [fd, entry] : entries_) {
    Connection& connection = *entry.connection;
    guarded(&connection, [&] {
      connection.check_clock(now);
      if (draining) connection.drain();
      if (stopping) connection.on_reset();
    });
  }
  settle_all();
}

void Worker::on_accepts(Tag tag) {
  Pistache::Polling::Event event(tag);
  event.flags.setFlag(NotifyOn::Read);
  Transport::onReady(FdSet({event}));
  const std::vector<Peer> arrived = arrivals_->take();
  // The queue's tag is private; whichever tag brings connections is it. The notifier's, whose
  // replay would crash, never does.
  if (!arrived.empty()) accept_tag_ = tag;
  for (const Peer& peer : arrived) adopt(peer);
}

void Worker::adopt(const Peer& peer) {
  const int fd = peer->fd();
  seam_->counters.accepted.fetch_add(1, std::memory_order_relaxed);
  if (seam_->stopping || seam_->connections >= seam_->max_connections) {
    const std::string full = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: " +
                             std::to_string(tools_->retry_after_s()) + "\r\nConnection: close\r\n\r\n";
    [[maybe_unused]] const auto sent =
        ::send(fd, full.data(), full.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    seam_->counters.over_budget.fetch_add(1, std::memory_order_relaxed);
    removePeer(Peer(peer));
    return;
  }
  auto connection = std::make_unique<Connection>(*seam_, *tools_, fd, peer->getID(),
                                                 peer->address().host());
  entries_[fd] = Entry{peer, std::move(connection)};
  // Pistache registers edge-triggered; level-triggered needs no read that only finds EAGAIN.
  set_interest(fd, true, false);
}

void Worker::complete(Completion completion) {
  const int fd = completion.to.fd;
  const auto found = entries_.find(fd);
  if (found == entries_.end() || found->second.connection->id() != completion.to.connection) {
    seam_->counters.late_completions.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  Connection& connection = *found->second.connection;
  guarded(&connection, [&] { connection.on_completion(std::move(completion)); });
  settle(fd, found->second);
}

void Worker::complete_local() {
  while (auto completion = mailbox_->take_local()) complete(*std::move(completion));
}

void Worker::settle(int fd, Entry& entry) {
  const Connection& connection = *entry.connection;
  if (connection.closed()) return remove(fd);
  const bool read = entry.reading || connection.wants_read();
  if (read == entry.reading && connection.wants_write() == entry.writing) return;
  entry.reading = read;
  entry.writing = connection.wants_write();
  set_interest(fd, entry.reading, entry.writing);
}

void Worker::set_interest(int fd, bool read, bool write) {
  NotifyOn interest = NotifyOn::None;
  if (read) interest = interest | NotifyOn::Read;
  if (write) interest = interest | NotifyOn::Write;
  reactor()->modifyFd(key(), fd, interest, Pistache::Polling::Mode::Level);
}

void Worker::settle_all() {
  std::vector<int> fds;
  fds.reserve(entries_.size());
  for (const auto& [fd, entry] : entries_) fds.push_back(fd);
  for (const int fd : fds) {
    if (const auto found = entries_.find(fd); found != entries_.end()) settle(fd, found->second);
  }
}

void Worker::remove(int fd) {
  const auto found = entries_.find(fd);
  if (found == entries_.end()) return;
  const Peer peer = found->second.peer;
  entries_.erase(found);
  try {
    removePeer(peer);
  } catch (const std::exception& e) {
    // Thrown before Pistache closes the socket.
    ::close(fd);
    seam_->incident("io_error", "", e.what());
  }
}

}  // namespace muster::http
