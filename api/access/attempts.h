// How many wrong passwords there were of late, by login and address: ten in five minutes, and no more are
// tried. Bounded. Any thread; the time is an argument.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "api/access/accounts.h"

namespace muster::access {

class Attempts {
 public:
  static constexpr std::size_t kMost = 10;
  static constexpr std::chrono::minutes kWithin{5};
  static constexpr std::size_t kMostKept = 10'000;  // pairs of login and address; the one counted longest ago goes

  using Time = std::chrono::nanoseconds;

  // Counts an attempt before it is made: many at once are many. False: there were too many.
  bool begin(const LoginName& name, std::string_view address, Time now);
  // The last that began was not made.
  void take_back(const LoginName& name, std::string_view address);
  // It was the right one.
  void forget(const LoginName& name, std::string_view address);
  // Until the next may begin; zero where it may.
  Time wait(const LoginName& name, std::string_view address, Time now) const;

  std::size_t size() const;

 private:
  struct Counted {
    std::vector<Time> times;  // of late, the oldest first; at most kMost
    std::uint64_t turn = 0;
  };
  static std::string key_of(const LoginName& name, std::string_view address);
  static Time wait_of(const std::vector<Time>& times, Time now);
  void make_room();

  mutable std::mutex mutex_;
  std::map<std::string, Counted, std::less<>> by_key_;
  std::deque<std::pair<std::uint64_t, std::string>> turns_;  // some are of the past: their key has another turn
  std::uint64_t turn_ = 0;
};

}  // namespace muster::access
