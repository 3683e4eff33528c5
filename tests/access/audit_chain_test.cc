// An entry that is altered, dropped, put elsewhere, or cut off with the end: what the check says of it.
#include "api/access/audit_chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace muster::access {
namespace {

using Told = std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t>>;  // fault, first, last seq

// `count` entries of a chain that hangs on the last of `before`.
std::vector<std::string> chain(const std::string& name, int count, const std::vector<std::string>& before = {}) {
  std::vector<std::string> out;
  std::string previous = before.empty() ? "" : digest(before.back());
  for (int i = 1; i <= count; ++i) {
    AuditRecord record;
    record.id = name + std::to_string(i);
    record.entry = {Tenant{"default"}, "exported", "boss", "u-1", "ok", "r", "", {}};
    record.link = {name, static_cast<std::uint64_t>(i)};
    record.previous = previous;
    if (i == 1 && !before.empty()) record.after = decode_audit(before.back())->link;
    out.push_back(encode(record));
    previous = digest(out.back());
  }
  return out;
}

Told faults(const std::vector<std::string>& records) {
  AuditCheck check;
  for (const auto& record : records) check.expect(record);
  for (const auto& record : records) check.check(record, "here");
  check.finish();
  EXPECT_EQ(check.faulty(), check.faults().size());
  Told told;
  for (const auto& fault : check.faults()) told.emplace_back(name_of(fault.what), fault.first.seq, fault.last.seq);
  return told;
}

std::vector<std::string> without(std::vector<std::string> records, std::size_t from, std::size_t count = 1) {
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(from), records.begin() + static_cast<std::ptrdiff_t>(from + count));
  return records;
}

std::vector<std::string> together(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string altered(const std::string& record) {
  AuditRecord other = *decode_audit(record);
  other.entry.actor = "somebody else";
  return encode(other);
}

TEST(AuditChain, WhatWasWrittenHasNoFault) {
  EXPECT_EQ(faults({}), Told{});
  const auto a = chain("a", 6);
  EXPECT_EQ(faults(a), Told{});
  EXPECT_EQ(faults(together(a, chain("b", 3, a))), Told{});
}

TEST(AuditChain, EachAlteredEntryIsNamedButTheVeryLast) {
  const auto a = chain("a", 6);
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    auto records = a;
    records[i] = altered(a[i]);
    EXPECT_EQ(faults(records), (Told{{"altered", i + 1, i + 1}}));
  }
  auto records = a;
  records.back() = altered(a.back());
  EXPECT_EQ(faults(records), Told{}) << "nobody has named it yet";
  const auto with_next = together(records, chain("b", 1, a));
  EXPECT_EQ(faults(with_next), (Told{{"altered", 6, 6}})) << "the next chain has";
}

TEST(AuditChain, EachDroppedEntryIsNamedButTheVeryLast) {
  const auto a = chain("a", 6);
  for (std::size_t i = 0; i + 1 < a.size(); ++i) EXPECT_EQ(faults(without(a, i)), (Told{{"dropped", i + 1, i + 1}}));
  EXPECT_EQ(faults(without(a, 1, 3)), (Told{{"dropped", 2, 4}}));
  EXPECT_EQ(faults(without(a, 5)), Told{}) << "a tail that nobody named: kept heads tell";
  const auto both = together(a, chain("b", 2, a));
  EXPECT_EQ(faults(without(both, 5)), (Told{{"dropped", 6, 6}})) << "the next chain names it";
  EXPECT_EQ(faults(without(both, 0, 6)), (Told{{"dropped", 6, 6}}));
}

TEST(AuditChain, EachReorderedEntryIsNamed) {
  const auto a = chain("a", 6);
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    auto records = a;
    std::swap(records[i], records[i + 1]);
    EXPECT_EQ(faults(records), (Told{{"reordered", i + 2, i + 2}}));
  }
  auto moved = without(a, 1);
  moved.push_back(a[1]);
  EXPECT_EQ(faults(moved), (Told{{"reordered", 3, 6}})) << "before the second";
}

TEST(AuditChain, AnAppendThatWasRepeatedIsNoFault) {
  const auto a = chain("a", 6);
  EXPECT_EQ(faults(together({a[0], a[1], a[2]}, {a[1], a[2], a[3], a[4], a[5]})), Told{});
  EXPECT_EQ(faults({a[0], a[2], a[0], a[1], a[2], a[3]}), Told{}) << "of the first attempt only a part came";
  EXPECT_EQ(faults({a[0], a[3], a[1], a[2], a[3], a[4], a[5]}), Told{}) << "and it was the end";
}

TEST(AuditChain, AnEntryPutInBetweenIsNamed) {
  auto records = chain("a", 4);
  AuditRecord forged = *decode_audit(records[1]);
  forged.entry.actor = "nobody";
  records.insert(records.begin() + 2, encode(forged));
  EXPECT_EQ(faults(records), (Told{{"altered", 2, 2}}));
  records[2] = "{}";
  EXPECT_EQ(faults(records), (Told{{"unreadable", 0, 0}}));
}

TEST(AuditChain, AHeadThatWasKeptTellsOfATailThatIsGone) {
  const auto a = chain("a", 4);
  for (const auto& [records, there] : {std::pair{a, true}, std::pair{without(a, 3), false}}) {
    AuditCheck check;
    check.look_for(digest(a.back()));
    for (const auto& record : records) check.check(record, "");
    check.finish();
    EXPECT_EQ(check.saw(digest(a.back())), there);
    EXPECT_EQ(check.heads().size(), 1u);
  }
}

}  // namespace
}  // namespace muster::access
