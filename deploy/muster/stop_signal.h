// SIGTERM, SIGINT and SIGHUP as something to wait for. Made first, by the thread that waits, before any other
// thread starts: they inherit that the signals are blocked.
#pragma once

#include <chrono>
#include <utility>

namespace muster::deploy {

class StopSignal {
 public:
  StopSignal();

  // True once one of the first two was received; waits for a signal at most so long.
  bool within(std::chrono::milliseconds at_most);
  // Whether SIGHUP came since this was asked last: settings are to be read again.
  bool reload_asked() { return std::exchange(reload_, false); }

 private:
  bool received_ = false;
  bool reload_ = false;
};

}  // namespace muster::deploy
