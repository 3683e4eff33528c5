// The rules a session lives under (docs/semantics.md, Kinds and policies). The door writes them into the
// check-in, so that a replay years later does not depend on today's configuration. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "schemas/time.h"

namespace muster {

enum class Liveness : std::uint8_t { no = 0, final = 1, resumes = 2 };        // stored: do not change
enum class OnLimit : std::uint8_t { keep = 0, evict_oldest = 1 };             // stored: do not change

struct Policy {
  std::optional<Duration> ttl;                // ends this long after check-in: expired
  std::optional<Duration> max_duration;       // automatic check-out: auto_closed
  Liveness liveness = Liveness::no;
  std::optional<Duration> next_ping;          // what the door writes in where a client names none
  std::optional<Duration> grace;
  std::optional<std::uint32_t> limit;         // sessions of this kind at once per subject
  OnLimit on_limit = OnLimit::keep;
  std::optional<Duration> long_after;
  bool counts = true;
  bool place_required = false;
  std::optional<double> accuracy_max_m;
  std::optional<Duration> late_after;
  bool review_all = false;
  std::optional<Duration> silent_after;

  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace muster
