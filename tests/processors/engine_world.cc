#include "tests/processors/engine_world.h"

#include <gtest/gtest.h>

#include <random>

#include "projections/store_meta.h"
#include "schemas/codec.h"
#include "schemas/order.h"
#include "schemas/topics.h"

namespace muster::processors {

using projections::Family;

EngineWorld::EngineWorld(std::uint32_t chunk) : store(std::make_unique<projections::MemoryStore>()) {
  EXPECT_TRUE(projections::check_meta(*store, 1, "memory"));
  engine = std::make_unique<Engine>(*store, 0, EngineLimits{.chunk_events = chunk});
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
