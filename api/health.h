// /livez and /readyz: whether the process runs, and whether it should be asked. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/http/router.h"
#include "schemas/time.h"

namespace muster::api {

// A state that is being made of what the log holds; in records.
struct Rebuild {
  std::uint64_t read = 0, left = 0;
  bool beside = false;  // another one serves meanwhile
};

// As whoever runs the process sees it now.
struct Readiness {
  bool log_healthy = false;
  bool directory_known = false;   // what the log held of it at the start is read
  std::string directory_fault;    // why it is not followed just now: a code
  bool store_writable = false;
  std::uint32_t partitions = 0;
  std::uint32_t partitions_running = 0;
  std::string stopped_by;         // the code that stopped a partition
  std::optional<Rebuild> rebuild;
  Duration lag{};          // how far the projections are behind the log, of the slowest partition
  bool caught_up = true;  // what the log held at the start is in the answers
  Duration clock_moved{};  // of the wall against the monotonic clock since the start
  bool starting = false;   // requests are answered 503 still
  bool draining = false;
  bool door_alone = false;               // no store and no partitions to wait for
  std::optional<Timestamp> test_clock;   // where the wall is moved by hand
};
using ReadinessSource = std::function<Readiness()>;  // any thread, must not block

inline constexpr Duration kMostLag{30'000};
inline constexpr Duration kMostClockMoved{120'000};

struct Check {
  std::string name;
  bool ok = false;
  std::string detail;
};
std::vector<Check> checks(const Readiness& now);

// livez: 200 "ok". readyz: 200 "ready", or 503 `not_ready` naming what fails; with ?verbose one line
// a check instead. None asks for a credential.
void add_health(http::Router& router, ReadinessSource source);

}  // namespace muster::api
