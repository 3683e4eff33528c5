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
  sigaddset(&set, SIGHUP);
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
  const int came = sigtimedwait(&set, nullptr, &wait);
  reload_ = reload_ || came == SIGHUP;
  received_ = came > 0 && came != SIGHUP;
  return received_;
}

}  // namespace muster::deploy
