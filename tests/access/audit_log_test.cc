// The audit on the log: nobody waits, nothing is written twice over or out of order, what is lost is said.
#include "api/access/audit_log.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>

#include "api/access/audit_chain.h"
#include "api/access/audit_scan.h"
#include "ingest/log/memory_log.h"

namespace muster::access {
namespace {

struct Wall final : WallClock {
  Timestamp time = from_ms(1'772'000'000'000);
  Timestamp now() const override { return time; }
};

AuditEntry entry(std::string action, std::string_view tenant = "default") {
  return {Tenant{tenant}, std::move(action), "boss", "u-1", "ok", "r-1", "127.0.0.1", {{"why", "for tests"}}};
}

struct World {
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log({1, "memory"});
  Wall wall;
  std::vector<Error> told;
  AuditLog audit{*log, wall, [this](const Error& error) { told.push_back(error); }, "first"};

  std::vector<std::string> records() const {
    std::vector<std::string> out;
    EXPECT_TRUE(scan_audit(*log, 0, 0, *log->end_offset(Topic::audit, 0), [&](const ScannedRecord& record) {
      out.emplace_back(record.bytes);
      return true;
    }).ok());
    return out;
  }

  std::uint64_t faults() const {
    AuditCheck check;
    for (const auto& record : records()) check.expect(record);
    for (const auto& record : records()) check.check(record, "");
    check.finish();
    return check.faulty();
  }
};

TEST(AuditLog, EntriesAreWrittenInTheirChain) {
  World world;
  world.audit.note(entry("exported"));
  world.audit.note(entry("closed"));
  world.audit.note(entry("closed", "other"));
  EXPECT_TRUE(world.audit.work());
  const auto records = world.records();
  ASSERT_EQ(records.size(), 3u);
  const auto first = decode_audit(records[0]), second = decode_audit(records[1]), other = decode_audit(records[2]);
  EXPECT_EQ(first->entry.action, "exported");
  EXPECT_EQ(first->entry.details, entry("").details);
  EXPECT_EQ(first->time, world.wall.time);
  EXPECT_EQ(first->link, (Link{"first", 1}));
  EXPECT_EQ(first->previous, "");
  EXPECT_EQ(second->previous, digest(records[0]));
  EXPECT_EQ(other->link, (Link{"first", 1})) << "each tenant has its own";
  EXPECT_EQ(world.audit.figures().written, 3u);
  EXPECT_EQ(world.faults(), 0u);
}

TEST(AuditLog, AnotherProcessHangsItsChainOnTheLastEntry) {
  World world;
  world.audit.note(entry("a"));
  ASSERT_TRUE(world.audit.work());
  AuditLog second(*world.log, world.wall, [](const Error&) {}, "second");
  second.note(entry("b"));
  ASSERT_TRUE(second.work());
  world.audit.note(entry("c"));
  ASSERT_TRUE(world.audit.work());
  const auto records = world.records();
  const auto b = decode_audit(records[1]);
  EXPECT_EQ(b->after, (Link{"first", 1}));
  EXPECT_EQ(b->previous, digest(records[0]));
  EXPECT_EQ(world.faults(), 0u);
}

TEST(AuditLog, ALogThatIsAwayHoldsUpNobodyAndLosesNothingWithinTheQueue) {
  World world;
  world.log->set_available(false);
  for (int i = 0; i < 300; ++i) world.audit.note(entry(fmt::format("a{}", i)));
  EXPECT_FALSE(world.audit.work());
  EXPECT_FALSE(world.told.empty());
  world.log->set_available(true);
  while (!world.audit.work()) {
  }
  const auto records = world.records();
  ASSERT_EQ(records.size(), 300u);
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(decode_audit(records[i])->entry.action, fmt::format("a{}", i));
  EXPECT_EQ(world.faults(), 0u);
}

TEST(AuditLog, WhatIsLostIsCountedAndSaidInTheChain) {
  World world;
  for (std::size_t i = 0; i < AuditLog::kQueueAtMost + 5; ++i) world.audit.note(entry("a"));
  EXPECT_EQ(world.audit.figures().lost, 5u);
  EXPECT_EQ(world.told.size(), 5u);
  while (!world.audit.work()) {
  }
  world.audit.note(entry("b"));
  while (!world.audit.work()) {
  }
  const auto records = world.records();
  const auto said = decode_audit(records[records.size() - 2]);
  EXPECT_EQ(said->entry.action, "entries_lost");
  EXPECT_EQ(said->entry.details, (std::vector<std::pair<std::string, std::string>>{{"count", "5"}}));
}

TEST(AuditLog, AnAppendOfUnknownOutcomeIsRepeatedAndReadersKnowIt) {
  for (const bool appended : {false, true}) {
    World world;
    world.audit.note(entry("a"));
    ASSERT_TRUE(world.audit.work());
    world.log->lose_outcome(2, appended);
    for (int i = 0; i < 3; ++i) world.audit.note(entry(fmt::format("b{}", i)));
    while (!world.audit.work()) {
    }
    EXPECT_GE(world.records().size(), 4u);
    EXPECT_EQ(world.faults(), 0u) << appended;
  }
}

TEST(AuditLog, TheThreadWritesAndTheEndWritesTheRest) {
  World world;
  world.audit.start();
  for (int i = 0; i < 1000; ++i) world.audit.note(entry("a"));
  world.audit.stop();
  EXPECT_EQ(world.records().size(), 1000u);
  EXPECT_EQ(world.audit.figures().lost, 0u);
}

TEST(AuditLog, WhatIsNotedAfterTheEndIsCountedAsLost) {
  World world;
  world.audit.start();
  world.audit.stop();
  world.audit.note(entry("closed"));
  EXPECT_EQ(world.audit.figures().lost, 1u);
  EXPECT_EQ(world.audit.figures().waiting, 0u);
  EXPECT_EQ(world.told.size(), 1u);
}

TEST(AuditLog, TheExampleOfTheSchemaIsAnEntry) {
  std::ifstream in(MUSTER_SOURCE_DIR "/schemas/examples/muster.audited.v1.json");
  const auto example = nlohmann::ordered_json::parse(in);
  const auto entry = decode_audit(example.dump());
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(encode(*entry), example.dump()) << "written as the example has it";
}

TEST(AuditLog, LongTextsAreCutBetweenCharacters) {
  World world;
  AuditEntry long_one = entry("a");
  long_one.target = std::string(511, 'x') + "ä";
  world.audit.note(long_one);
  ASSERT_TRUE(world.audit.work());
  EXPECT_EQ(decode_audit(world.records().front())->entry.target, std::string(511, 'x'));
}

}  // namespace
}  // namespace muster::access
