// SIGTERM and SIGINT as something to wait for. Made first, by the thread that waits, before any other
// thread starts: they inherit that the signals are blocked.
#pragma once

#include <chrono>

namespace muster::deploy {

class StopSignal {
 public:
  StopSignal();

  // True once either was received; waits for it at most so long.
  bool within(std::chrono::milliseconds at_most);

 private:
  bool received_ = false;
};

}  // namespace muster::deploy
