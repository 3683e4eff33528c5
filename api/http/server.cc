#include "api/http/server.h"

#include <pistache/listener.h>
#include <pthread.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "api/http/seam.h"
#include "api/http/worker.h"

namespace muster::http {
namespace {

constexpr int kBacklog = 1024;
constexpr std::chrono::seconds kStopPatience{5};  // for a worker that is inside a handler

// Pistache's threads inherit the mask: signals are for the main thread, and a listener whose
// poll is interrupted throws.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

std::string with_port(const std::string& address, std::uint16_t port) {
  const bool bare_ipv6 = address.find(':') != std::string::npos && address.front() != '[';
  return (bare_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

Error cannot_listen(const std::string& where, int error) {
  const char* code = error == EADDRINUSE ? "port_taken" : "io_error";
  return {code, ErrorClass::refused, where, std::string("cannot listen: ") + std::strerror(error)};
}

}  // namespace

struct Server::Impl {
  void summon_all() const {
    for (const auto& mailbox : roster->mailboxes) mailbox->summon();
  }

  std::shared_ptr<Seam> seam;
  std::shared_ptr<Roster> roster = std::make_shared<Roster>();
  std::unique_ptr<Pistache::Tcp::Listener> listener;
  std::uint16_t port = 0;
};

Server::Server() = default;
Server::~Server() { stop(); }

Status Server::start(ServerOptions options, Handler handler) {
  auto impl = std::make_unique<Impl>();
  impl->seam = std::make_shared<Seam>(std::move(options), std::move(handler));
  const ServerOptions& set = impl->seam->options;
  const std::string where = with_port(set.address, set.port);
  impl->listener = std::make_unique<Pistache::Tcp::Listener>();
  using Pistache::Tcp::Options;
  const auto flags = Pistache::Flags<Options>(Options::NoDelay) | Options::ReuseAddr |
                     Options::CloseOnExec;
  impl->listener->init(set.workers, flags, "muster-http", kBacklog);
  impl->listener->setTransportFactory([seam = impl->seam, roster = impl->roster] {
    return std::make_shared<Worker>(seam, roster);
  });
  errno = 0;
  try {
    impl->listener->bind(Pistache::Address(where));
  } catch (const std::exception&) {
    return cannot_listen(where, errno != 0 ? errno : EINVAL);
  }
  {
    const SignalsBlocked blocked;
    impl->listener->runThreaded();
  }
  impl->port = impl->listener->getPort();
  impl_ = std::move(impl);
  return Done{};
}

std::uint16_t Server::port() const { return impl_ ? impl_->port : 0; }

bool Server::drain(std::chrono::milliseconds deadline) {
  if (!impl_) return true;
  impl_->seam->draining = true;
  impl_->summon_all();
  return impl_->seam->wait_until_empty(deadline);
}

void Server::stop() {
  if (!impl_) return;
  impl_->seam->stopping = true;
  impl_->summon_all();
  impl_->seam->wait_until_empty(kStopPatience);
  impl_->listener.reset();  // joins the listener and the workers
  impl_.reset();
}

ServerStats Server::stats() const {
  if (!impl_) return {};
  const Seam& seam = *impl_->seam;
  const Counters& counters = seam.counters;
  ServerStats stats;
  stats.connections = seam.connections;
  stats.in_flight = seam.in_flight;
  stats.in_flight_body_bytes = seam.bodies.used();
  stats.in_flight_body_limit = seam.bodies.limit();
  stats.unsent_reply_bytes = seam.unsent.used();
  stats.unsent_reply_limit = seam.unsent.limit();
  stats.accepted = counters.accepted;
  stats.requests = counters.requests;
  stats.late_completions = counters.late_completions;
  stats.exceptions = counters.exceptions;
  stats.timeouts = counters.timeouts;
  stats.over_budget = counters.over_budget;
  stats.wakeups = counters.wakeups;
  stats.head_bytes_scanned = counters.head_bytes_scanned;
  return stats;
}

}  // namespace muster::http
