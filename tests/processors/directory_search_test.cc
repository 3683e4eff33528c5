#include "processors/directory_search.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "tests/processors/directory_world.h"

namespace muster::processors {
namespace {

using Ids = std::vector<std::string>;

Ids ids_of(const DirectoryPage& page) {
  Ids ids;
  for (const DirectoryEntry& entry : page.entries) ids.push_back(entry.id);
  return ids;
}

struct People {
  Directory directory;

  People() {
    add("1", R"({"department":"north/day","display_name":"Zoë O'Brien","email":"Zoe.OBrien@example.org","role":"supervisor"})");
    add("2", R"({"department":"north","first_name":"Jürgen","last_name":"Müller-Straße","login":"jm","phone":"+49 (30) 123-45"})");
    add("3", R"({"department":"northern","first_name":"İpek","last_name":"MULLER","email":"ipek@example.org"})");
    add("4", "{}");
  }
  void add(std::string_view id, std::string_view record) {
    ASSERT_TRUE(put(directory, DirectoryType::subject, id, record).ok());
  }
  Ids find(DirectoryQuery query) const {
    query.tenant = kTenant;
    return ids_of(search(directory, query, 100));
  }
  Ids q(std::string text) const { return find({.q = std::move(text)}); }
};

TEST(DirectorySearch, WordsByTheirBeginningWithoutAccentsAndCase) {
  const People people;
  EXPECT_EQ(people.q("mull"), (Ids{"2", "3"}));
  EXPECT_EQ(people.q("MÜLLER"), (Ids{"2", "3"}));
  EXPECT_EQ(people.q("uller"), Ids{}) << "not in the middle of a word";
  EXPECT_EQ(people.q("zoe"), Ids{"1"});
  EXPECT_EQ(people.q("o'bri"), Ids{"1"});
  EXPECT_EQ(people.q("brien"), Ids{"1"});
  EXPECT_EQ(people.q("strasse"), Ids{"2"});
  EXPECT_EQ(people.q("müller-stra"), Ids{"2"});
  EXPECT_EQ(people.q("ipek  mul"), Ids{"3"}) << "each of the words";
  EXPECT_EQ(people.q("ipek mui"), Ids{});
  EXPECT_EQ(people.q("zoe.obrien@ex"), Ids{"1"});
  EXPECT_EQ(people.q("obrien"), Ids{"1"});
  EXPECT_EQ(people.q("example"), Ids{}) << "everybody of a house has it";
  EXPECT_EQ(people.q("jm"), Ids{"2"});
}

TEST(DirectorySearch, PhoneNumbersByTheirDigits) {
  const People people;
  EXPECT_EQ(people.q("+4930123"), Ids{"2"});
  EXPECT_EQ(people.q("49 30 12"), Ids{"2"});
  EXPECT_EQ(people.q("30"), Ids{});
}

TEST(DirectorySearch, Filters) {
  const People people;
  EXPECT_EQ(people.find({.department = "north"}), (Ids{"1", "2"})) << "northern is another one";
  EXPECT_EQ(people.find({.department = "north/day"}), Ids{"1"});
  EXPECT_EQ(people.find({.role = "supervisor"}), Ids{"1"});
  EXPECT_EQ(people.find({.email = "zoe.obrien@EXAMPLE.org"}), Ids{"1"});
  EXPECT_EQ(people.find({.email = "zoe"}), Ids{});
  EXPECT_EQ(people.find({.login = "jm"}), Ids{"2"});
  EXPECT_EQ(people.find({.q = "mull", .department = "north"}), Ids{"2"});
  EXPECT_EQ(people.find({}), (Ids{"1", "2", "3", "4"}));
}

TEST(DirectorySearch, OutOfSightIsNotThere) {
  const People people;
  DirectoryQuery query{.tenant = kTenant};
  query.in_sight = [](std::string_view id, std::string_view department) { return id == "4" || department == "northern"; };
  EXPECT_EQ(ids_of(search(people.directory, query, 100)), (Ids{"3", "4"}));
  EXPECT_EQ(count(people.directory, query).count, 2u);
  query.within = "northern";
  EXPECT_EQ(ids_of(search(people.directory, query, 100)), Ids{"3"});
}

TEST(DirectorySearch, WhatIsReplacedOrGoneIsNotFoundByWhatItWas) {
  People people;
  people.add("2", R"({"first_name":"Eva"})");
  EXPECT_EQ(people.q("mull"), Ids{"3"});
  EXPECT_EQ(people.q("eva"), Ids{"2"});
  ASSERT_TRUE(erase(people.directory, DirectoryType::subject, "3").ok());
  EXPECT_EQ(people.q("mull"), Ids{});
  people.add("5", R"({"first_name":"Mulan"})");
  EXPECT_EQ(people.q("mul"), Ids{"5"});
  EXPECT_EQ(people.directory.size(kTenant, DirectoryType::subject), 4u);
}

TEST(DirectorySearch, TenantsAndTypesAreApart) {
  People people;
  ASSERT_TRUE(put(people.directory, DirectoryType::subject, "9", R"({"first_name":"Zoe"})", Tenant{"other"}).ok());
  ASSERT_TRUE(put(people.directory, DirectoryType::device, "9", R"({"name":"Zoe","type":"kiosk"})").ok());
  EXPECT_EQ(people.q("zoe"), Ids{"1"});
  EXPECT_EQ(people.find({.type = DirectoryType::device, .q = "zoe"}), Ids{"9"});
  EXPECT_EQ(people.find({.type = DirectoryType::device, .device_type = "phone"}), Ids{});
  EXPECT_EQ(ids_of(search(people.directory, {.tenant = Tenant{"nobody"}}, 10)), Ids{});
}

TEST(DirectorySearch, APageThatIsFullSaysWhereTheNextBegins) {
  const People people;
  const DirectoryPage first = search(people.directory, {.tenant = kTenant}, 3);
  EXPECT_EQ(ids_of(first), (Ids{"1", "2", "3"}));
  ASSERT_EQ(first.next, "3");
  const DirectoryPage second = search(people.directory, {.tenant = kTenant, .after = *first.next}, 3);
  EXPECT_EQ(ids_of(second), Ids{"4"});
  EXPECT_FALSE(second.next);
  EXPECT_FALSE(search(people.directory, {.tenant = kTenant}, 4).next) << "nothing is left";
}

TEST(DirectorySearch, FrequentTermsAndRareOnesFindTheSame) {
  Directory directory;
  constexpr int kMany = 25'000;  // more than are taken from the index
  for (int i = 0; i < kMany; ++i) {
    ASSERT_TRUE(put(directory, DirectoryType::subject, fmt::format("u{:05}", i),
                    fmt::format(R"({{"department":"d{}","first_name":"Anna","last_name":"N{}"}})", i % 2, i % 100)).ok());
  }
  DirectoryQuery query{.tenant = kTenant, .q = "anna"};
  Ids all;
  for (DirectoryPage page = search(directory, query, 1000);; page = search(directory, query, 1000)) {
    for (const std::string& id : ids_of(page)) all.push_back(id);
    if (!page.next) break;
    query.after = *page.next;
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kMany));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
  query.after.clear();
  EXPECT_FALSE(count(directory, query).exact);
  EXPECT_EQ(count(directory, query).count, 10'000u);
  query.q = "anna n17";
  query.department = "d1";
  const DirectoryCount few = count(directory, query);
  EXPECT_TRUE(few.exact);
  EXPECT_EQ(few.count, 250u);
}

// Whoever is there all the time, and meant, is on exactly one page, whatever others write meanwhile.
TEST(DirectorySearch, PagesNeitherSkipNorRepeatWhileOthersWrite) {
  Directory directory;
  constexpr int kStaying = 400;
  for (int i = 0; i < kStaying; ++i) {
    ASSERT_TRUE(put(directory, DirectoryType::subject, fmt::format("s{:03}", i), R"({"department":"north","first_name":"Ann"})").ok());
  }
  std::atomic<bool> over{false};
  std::thread writer([&] {
    std::mt19937 random{7};
    while (!over) {
      const std::string id = fmt::format("s{:03}x", random() % kStaying);
      const Status done = random() % 2 == 0 ? erase(directory, DirectoryType::subject, id)
                                            : put(directory, DirectoryType::subject, id, R"({"first_name":"Anton"})");
      ASSERT_TRUE(done.ok());
      const std::string staying = fmt::format("s{:03}", random() % kStaying);
      ASSERT_TRUE(put(directory, DirectoryType::subject, staying,
                      fmt::format(R"({{"department":"north/{}","first_name":"Ann"}})", random() % 5)).ok());
    }
  });
  for (int round = 0; round < 30; ++round) {
    DirectoryQuery query{.tenant = kTenant};
    if (round % 3 == 1) query.q = "ann";
    if (round % 3 == 2) query.department = "north";
    std::multiset<std::string> seen;
    while (true) {
      const DirectoryPage page = search(directory, query, 37);
      for (const std::string& id : ids_of(page)) seen.insert(id);
      if (!page.next) break;
      query.after = *page.next;
    }
    for (int i = 0; i < kStaying; ++i) ASSERT_EQ(seen.count(fmt::format("s{:03}", i)), 1u) << round << " " << i;
  }
  over = true;
  writer.join();
}

}  // namespace
}  // namespace muster::processors
