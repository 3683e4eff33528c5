// Random event sets over a small alphabet, so that everything collides with everything: at most
// three session ids, four kinds, eight times (often equal ones), six event ids; duplicates, copies
// with other times and other data, orphans, aliases, every selector, amendments of amendments.
// Pure functions of their seed; any thread.
#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "tests/support/reference_fold.h"

namespace muster::generators {

using reference::Copy;

// Draws that decide one event; zero is the plainest choice, so that shrinking ends in plain events.
enum Draw : std::size_t {
  kType,
  kSession,
  kKind,
  kSlot,
  kEventId,
  kCopy,
  kDelay,
  kImported,
  kClock,
  kActivity,
  kVouch,
  kWhere,
  kSelector,
  kReason,
  kEdges,
  kEdgeSlot,
  kRare,
  kDraws,
};
using Ingredient = std::array<std::uint32_t, kDraws>;
inline constexpr std::uint32_t kDrawLimit = 2520;  // every draw is below; divisible by 1 to 10

// What all events of a set share.
struct Recipe {
  std::uint32_t times = 0;    // which eight times
  std::uint32_t base = 0;     // on which day
  std::uint32_t palette = 0;  // which four kinds
};

struct EventSet {
  std::vector<Copy> copies;
  std::vector<Timestamp> moments;  // times to ask about, the last after everything
};
void showValue(const EventSet& set, std::ostream& out);  // prints as a story

EventSet cook(const Recipe& recipe, const std::vector<Ingredient>& ingredients,
              std::string_view subject = "ann");

// Kinds of the palettes: the five presets and some that combine what no preset does; `post`, which nothing but a
// check-out ends, is the first kind of a sixth of the sets, sometimes under other rules.
Policy policy_named(std::string_view kind);
std::array<std::string_view, 4> palette(std::uint32_t number);

// By seed, for simulation and crash tests.
EventSet random_set(std::uint64_t seed, std::string_view subject = "ann");
std::vector<EventSet> random_group(std::uint64_t seed);  // of up to three subjects

// For rapidcheck: shrinks to fewer and plainer events.
rc::Gen<EventSet> event_sets();
rc::Gen<std::vector<EventSet>> groups();

// The same set in another order; with some records twice.
std::vector<Copy> shuffled(std::vector<Copy> copies, std::uint64_t seed);
std::vector<Copy> duplicated(std::vector<Copy> copies, std::uint64_t seed);

}  // namespace muster::generators
