// One at a time for each name: whoever reads a record to write it again. Any thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace muster::ingest {

// Held by whoever is at it; the next one begins when the last copy goes, on that thread.
using Turn = std::shared_ptr<void>;

class Turns {
 public:
  explicit Turns(std::size_t most_waiting = 64) : most_waiting_(most_waiting) {}

  // Calls `work`, now or later. False: too many wait for that name; `work` is not taken.
  bool take(const std::string& name, std::function<void(Turn)> work);

 private:
  void next(const std::string& name);
  Turn turn_of(const std::string& name);

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::map<std::string, std::deque<std::function<void(Turn)>>, std::less<>> waiting_;  // a name: somebody is at it
};

}  // namespace muster::ingest
