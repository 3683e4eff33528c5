#include "tests/processors/engine_world.h"

#include <gtest/gtest.h>

#include <random>

#include "projections/store_meta.h"
#include "schemas/codec.h"
#include "schemas/order.h"
#include "schemas/topics.h"

namespace muster::processors {

using projections::Family;

EngineWorld::EngineWorld(std::uint32_t chunk)
    : limits{.chunk_events = chunk}, store(std::make_unique<projections::MemoryStore>()) {
  EXPECT_TRUE(projections::check_meta(*store, 1, "memory"));
  engine = std::make_unique<Engine>(*store, 0, limits);
}

void EngineWorld::take(const std::vector<reference::Copy>& copies) {
  for (const reference::Copy& copy : copies) {
    Event event;
    ASSERT_TRUE(decoder.decode(copy.record, event)) << copy.record;
    if (!check_clock(event)) continue;
    const std::string key = record_key(event);
    log::RecordView record;
    record.topic = topic_of(event.data);
    record.offset = offset++;
    record.timestamp = event.env.ingesttime;
    record.key = key;
    record.value = copy.record;
    engine->add(record, event);
  }
}

void EngineWorld::feed(const std::vector<reference::Copy>& copies, std::uint64_t seed, Timestamp now) {
  std::mt19937_64 random(seed);
  for (const reference::Copy& copy : copies) {
    take({copy});
    if (random() % 3 == 0) engine->settle();
    if (random() % 5 == 0) flush(now);
  }
  flush(now);
}

void EngineWorld::flush(Timestamp now) {
  engine->settle();
  auto batch = store->batch();
  engine->flush(*batch, now, &announced);
  ASSERT_TRUE(store->commit(std::move(batch)));
  engine->committed(true);
}

void EngineWorld::crash(Timestamp now) {
  engine->settle();
  auto batch = store->batch();
  engine->flush(*batch, now, &announced);
  engine = std::make_unique<Engine>(*store, 0, limits);
}

void EngineWorld::restore(const projections::MemoryStore& other) {
  auto batch = store->batch();
  for (std::size_t f = 0; f < projections::kFamilyCount; ++f) {
    other.snapshot()->scan(static_cast<Family>(f), "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view value) {
      batch->put(static_cast<Family>(f), key, value);
      return true;
    });
  }
  ASSERT_TRUE(store->commit(std::move(batch)));
  engine = std::make_unique<Engine>(*store, 0, limits);
}

void EngineWorld::fire_timers(Timestamp now) {
  while (engine->fire_timers(now, 100) > 0) flush(now);
}

std::string EngineWorld::answers() const {
  std::string text;
  const auto reads = store->snapshot();
  for (const Family f : {Family::sessions, Family::identities, Family::mentions, Family::ids, Family::starts, Family::active,
                         Family::days, Family::marks, Family::liveness, Family::seen, Family::trail, Family::evidence,
                         Family::hours, Family::tenant_hours, Family::cover}) {
    reads->scan(f, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view value) {
      if (value.empty() && (f == Family::hours || f == Family::tenant_hours)) return true;  // cancelled out
      text.append(std::to_string(static_cast<int>(f))).append(" ").append(key).append(" ").append(value).append("\n");
      return true;
    });
  }
  return text;
}

}  // namespace muster::processors
