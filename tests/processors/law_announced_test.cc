// The law of announcements: what was told last of a session is what its row says, or that it is gone.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "projections/index_keys.h"
#include "projections/queries.h"
#include "projections/session_json.h"
#include "tests/processors/law_lines.h"
#include "tests/processors/law_sets.h"
#include "tests/support/story_text.h"

namespace muster::processors {
namespace {

namespace keys = projections::keys;
using projections::Family;

// What who follows the changes has to know: without what time and signs of life move on, and who decided, whose clock
// may be ahead.
std::string lasting(std::string_view json) {
  const auto between = [&](std::string_view from, std::string_view to) {
    const auto begin = json.find(from);
    return json.substr(begin, json.find(to, begin) - begin);
  };
  return std::string(between("\"subject\":", "\"ends_by\":")) + std::string(between("\"flags\":", "\"by\":")) +
         std::string(between("\"amendments\":", "\n"));
}

using ByKey = std::map<std::string, std::string>;

ByKey told_last(const std::vector<Announcement>& announced) {
  ByKey last;
  for (const Announcement& a : announced) {
    if (a.change == Change::gone) last.erase(a.key);
    else last[a.key] = lasting(a.value);
  }
  return last;
}

ByKey stored(const EngineWorld& world, Timestamp as_of) {
  ByKey all;
  const auto reads = world.store->snapshot();
  reads->scan(Family::sessions, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view) {
    const auto scope = keys::parse_scope(key);
    const auto id = keys::parse_session(key.substr(scope->length));
    const auto shown = projections::show_session(*reads, scope->tenant, {0, scope->subject, *id}, as_of);
    if (!shown) return true;
    std::string json;
    projections::append_session_json(json, shown->stored.row, shown->view, as_of, shown->stored.version);
    all[scope->tenant.str() + "/" + scope->subject.str() + "/" + id->str()] = lasting(json);
    return true;
  });
  return all;
}

std::string told_otherwise(const EngineWorld& world, Timestamp as_of) {
  const ByKey told = told_last(world.announced), is = stored(world, as_of);
  for (const auto& [key, json] : is) {
    const auto at = told.find(key);
    if (at == told.end()) return "never told of: " + json;
    if (at->second != json) return "\n    is " + json + "\n  told " + at->second;
  }
  for (const auto& [key, json] : told) {
    if (!is.contains(key)) return "told of one that is not: " + json;
  }
  return "";
}

// All of it at the end, or as time passes.
std::string told_of(const EventSet& set, std::uint64_t seed, bool meanwhile) {
  const Timestamp last = set.moments.back();
  EngineWorld world(chunk_of(seed));
  std::mt19937_64 random(seed);
  Timestamp now = meanwhile && !set.copies.empty() ? set.copies.front().event.env.ingesttime : last;
  for (const reference::Copy& copy : generators::shuffled(set.copies, seed)) {
    now = std::max(now, copy.event.env.ingesttime);
    if (meanwhile && random() % 2 == 0) world.fire_timers(now);
    world.take({copy});
    if (random() % 3 == 0) world.flush(now);
  }
  world.flush(now);
  world.fire_timers(last);
  return told_otherwise(world, last);
}

TEST(Law, WhatWasToldLastIsWhatIsThere) {
  const std::uint64_t first = number_from("MUSTER_LAW_FIRST", 1), sets = number_from("MUSTER_LAW_SETS", 1000);
  for (std::uint64_t seed = first; seed < first + sets && !HasFailure(); ++seed) {
    const EventSet set = generators::random_set(seed);
    for (const bool meanwhile : {false, true}) {
      const std::string found = told_of(set, seed, meanwhile);
      if (found.empty()) continue;
      const auto least = stories::shrunk(set.copies, [&](const auto& copies) { return !told_of({copies, set.moments}, seed, meanwhile).empty(); });
      ADD_FAILURE() << "seed " << seed << (meanwhile ? " as time passes" : "") << "\n" << stories::to_story(least)
                    << told_of({least, set.moments}, seed, meanwhile);
      break;
    }
  }
}

}  // namespace
}  // namespace muster::processors
