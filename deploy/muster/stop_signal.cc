#include "deploy/muster/stop_signal.h"

#include <csignal>
#include <ctime>

namespace muster::deploy {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool StopSignal::within(std::chrono::milliseconds at_most) {
  if (received_) return true;
  const sigset_t set = stop_signals();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at_most);
  const timespec wait{seconds.count(), std::chrono::nanoseconds(at_most - seconds).count()};
  received_ = sigtimedwait(&set, nullptr, &wait) > 0;
  return received_;
}

}  // namespace muster::deploy
