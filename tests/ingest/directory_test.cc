#include "processors/directory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/directory_desk.h"
#include "processors/directory_follower.h"
#include "tests/ingest/counted_passwords.h"
#include "tests/ingest/door_fixture.h"

namespace muster::ingest {
namespace {

using access::Role;
using Lines = std::vector<std::string>;

const char* const kSite = R"({"name":"Site","lat":52.5,"lon":13.4,"radius_m":100})";

struct DeskFixture {
  std::optional<DeskAnswer> put(const std::string& id, const std::string& body, Preconditions wanted = {}) {
    return run([&](DeskDone done) { desk.put({who, type, id, wanted}, body, std::move(done)); });
  }
  std::optional<DeskAnswer> remove(const std::string& id, Preconditions wanted = {}) {
    return run([&](DeskDone done) { desk.remove({who, type, id, wanted}, std::move(done)); });
  }
  template <class Start>
  std::optional<DeskAnswer> run(Start start) {
    auto slot = std::make_shared<std::optional<DeskAnswer>>();
    start([slot](DeskAnswer answer) { *slot = std::move(answer); });
    if (follow) follower.work();
    return *slot;
  }
  std::optional<BulkAnswer> post(const std::string& body) {
    auto slot = std::make_shared<std::optional<BulkAnswer>>();
    desk.put_all({who, type, {}, {}}, body, [slot](BulkAnswer answer) { *slot = std::move(answer); });
    if (follow) follower.work();
    return *slot;
  }
  // "7 201", "8 out_of_range /1/lat", ...
  Lines items(const std::string& body) {
    const auto answer = post(body);
    if (!answer) return {"no answer"};
    if (answer->problem) return {answer->problem->code};
    Lines lines;
    for (const BulkItem& item : answer->items) {
      lines.push_back(item.id + " " + (item.faults.empty() ? (item.created ? "201" : "200") : item.faults[0].code + " " + item.faults[0].where));
    }
    return lines;
  }
  std::string code(const std::optional<DeskAnswer>& answer) {
    return answer && !answer->faults.empty() ? answer->faults.front().code : "";
  }

  bool follow = true;
  DirectoryType type = DirectoryType::place;
  access::Principal who = *access::no_credentials()->identify(http::Request{});
  SetWall wall;
  SetMonotonic monotonic;
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log();
  processors::Directory directory;
  processors::Progress progress{4};
  processors::DirectoryFollower follower{*log, directory, progress};
  const std::unique_ptr<KeptAudit> audit = std::make_unique<KeptAudit>();
  DirectoryDesk desk{{*log, directory, progress, *audit, wall, monotonic}};
};

TEST(DirectoryDesk, AnswersOnceTheRecordWasReadBack) {
  DeskFixture f;
  f.follow = false;
  EXPECT_FALSE(f.put("7", kSite));
  EXPECT_FALSE(f.directory.place(f.who.tenant, "7"));
  f.follow = true;
  const auto again = f.put("7", kSite);
  ASSERT_TRUE(again);
  EXPECT_TRUE(f.directory.place(f.who.tenant, "7"));
  EXPECT_EQ(again->entry.record, R"({"lat":52.5,"lon":13.4,"name":"Site","radius_m":100})");
  EXPECT_FALSE(again->positions.empty());
}

TEST(DirectoryDesk, CreatesReplacesAndDeletes) {
  DeskFixture f;
  EXPECT_TRUE(f.put("7", kSite)->created);
  EXPECT_FALSE(f.put("7", kSite)->created);
  EXPECT_TRUE(f.desk.get({f.who, f.type, "7", {}}).ok());
  EXPECT_TRUE(f.remove("7")->faults.empty());
  EXPECT_EQ(f.desk.get({f.who, f.type, "7", {}}).error().code, "not_found");
  EXPECT_EQ(f.code(f.remove("7")), "not_found");
}

TEST(DirectoryDesk, Preconditions) {
  DeskFixture f;
  const std::string any = "*";
  const std::string other = "W/\"0\"";
  EXPECT_EQ(f.code(f.put("7", kSite, {&any, nullptr})), "precondition_failed");
  const std::string etag = "\"x\", W/\"" + f.put("7", kSite, {nullptr, &any})->entry.etag + "\"";
  EXPECT_EQ(f.code(f.put("7", kSite, {nullptr, &any})), "precondition_failed");
  EXPECT_EQ(f.code(f.put("7", kSite, {&other, nullptr})), "precondition_failed");
  EXPECT_TRUE(f.put("7", kSite, {&etag, nullptr})->faults.empty());
  EXPECT_EQ(f.code(f.remove("7", {&other, nullptr})), "precondition_failed");
}

TEST(DirectoryDesk, NotReadBackInTimeIsSaid) {
  DeskFixture f;
  f.follow = false;
  auto slot = std::make_shared<std::optional<DeskAnswer>>();
  f.desk.put({f.who, f.type, "7", {}}, kSite, [slot](DeskAnswer answer) { *slot = std::move(answer); });
  f.progress.expire(std::chrono::seconds{11});
  ASSERT_TRUE(slot->has_value());
  EXPECT_EQ(f.code(*slot), "wait_timeout");
}

TEST(DirectoryDesk, ALogThatIsAway) {
  DeskFixture f;
  f.log->set_available(false);
  EXPECT_EQ(f.code(f.put("7", kSite)), "log_unavailable");
}

TEST(DirectoryDesk, WhoMay) {
  DeskFixture f;
  f.who = principal({Role::user}, "u-1");
  EXPECT_EQ(f.code(f.put("7", kSite)), "forbidden");
  f.type = DirectoryType::subject;
  EXPECT_EQ(f.code(f.put("u-2", "{}")), "not_found") << "out of sight";
  EXPECT_EQ(f.code(f.put("u-1", R"({"role":"admin"})")), "forbidden");
  EXPECT_TRUE(f.put("u-1", R"({"first_name":"Ann"})")->faults.empty());
}

TEST(DirectoryDesk, ChangesOfStandingGoOnRecord) {
  DeskFixture f;
  f.type = DirectoryType::subject;
  ASSERT_TRUE(f.put("u-1", R"({"role":"supervisor"})")->faults.empty());
  ASSERT_TRUE(f.put("u-1", R"({"role":"supervisor","first_name":"Ann"})")->faults.empty());
  ASSERT_TRUE(f.put("u-2", R"({"department":"north"})")->faults.empty());
  ASSERT_TRUE(f.put("u-2", R"({"department":"south"})")->faults.empty());
  ASSERT_TRUE(f.remove("u-1")->faults.empty());
  EXPECT_EQ(f.audit->lines(), (Lines{"role_changed anonymous u-1 ok", "department_changed anonymous u-2 ok", "department_changed anonymous u-2 ok",
                                     "role_changed anonymous u-1 ok", "removed anonymous u-1 ok"}));
}

TEST(DirectoryDesk, AUsersOwnWriteKeepsItsStanding) {
  DeskFixture f;
  f.type = DirectoryType::subject;
  ASSERT_TRUE(f.put("u-1", R"({"role":"supervisor","department":"north"})")->faults.empty());
  f.who = principal({Role::user}, "u-1");
  EXPECT_EQ(f.put("u-1", R"({"first_name":"Ann","department":"north"})")->entry.record,
            R"({"department":"north","first_name":"Ann","role":"supervisor"})");
}

TEST(DirectoryDesk, OfTwoWritesUnderOneTagOneHolds) {
  DeskFixture f;
  const std::string etag = etag_of(f.put("7", kSite)->entry);
  f.follow = false;
  EXPECT_FALSE(f.put("7", kSite, {&etag, nullptr})) << "under way";
  EXPECT_EQ(f.code(f.put("7", kSite, {&etag, nullptr})), "precondition_failed");
  EXPECT_EQ(f.code(f.remove("7", {&etag, nullptr})), "precondition_failed");
  f.follower.work();
  f.follow = true;
  EXPECT_TRUE(f.put("7", kSite, {&etag, nullptr})->faults.empty()) << "the same content, the same tag";
}

TEST(DirectoryDesk, ManyItemByItem) {
  DeskFixture f;
  f.put("1", kSite);
  EXPECT_EQ(f.items(R"([{"place_id":"1","name":"A","lat":1,"lon":1,"radius_m":1},
                        {"place_id":"2","name":"B","lat":99,"lon":1,"radius_m":1},
                        {"name":"C","lat":1,"lon":1,"radius_m":1},
                        {"place_id":"3","name":"D","lat":1,"lon":1,"radius_m":1},
                        {"place_id":"3","name":"E","lat":1,"lon":1,"radius_m":1},
                        {"place_id":"nearby","name":"F","lat":1,"lon":1,"radius_m":1}, 7])"),
            (Lines{"1 200", "2 out_of_range /1/lat", " missing_field /2/place_id", "3 201", "3 200", "nearby out_of_range ", " bad_field /6"}));
  EXPECT_EQ(f.directory.place(f.who.tenant, "3")->name, "E") << "the later one stays";
  EXPECT_EQ(f.items(R"({"place_id":"9","name":"A","lat":1,"lon":1,"radius_m":1})"), Lines{"9 201"});
  const auto answer = f.post(R"([{"place_id":"9","name":"B","lat":1,"lon":1,"radius_m":1}])");
  EXPECT_TRUE(answer->list);
  EXPECT_FALSE(answer->positions.empty());
  EXPECT_EQ(answer->items[0].etag, etag_of(*f.directory.find(f.who.tenant, f.type, "9")));
}

TEST(DirectoryDesk, BodiesOfManyThatAreNone) {
  DeskFixture f;
  f.who = principal({access::Role::analyst});
  EXPECT_EQ(f.items("[]"), Lines{"forbidden"}) << "before what is wrong with it";
  f.who = principal({access::Role::admin}, "boss");
  EXPECT_EQ(f.items("[]"), Lines{"empty_batch"});
  EXPECT_EQ(f.items("[{]"), Lines{"bad_json"});
  EXPECT_EQ(f.items(R"([{"place_id":"1","place_id":"2"}])"), Lines{"duplicate_key"});
  std::string many = "[{}";
  for (std::size_t i = 0; i < kMostRecords; ++i) many += ",{}";
  EXPECT_EQ(f.items(many + "]"), Lines{"too_many_items"});
}

TEST(DirectoryDesk, ManyOfThemNotReadBackOrNotAppended) {
  DeskFixture f;
  f.follow = false;
  auto slot = std::make_shared<std::optional<BulkAnswer>>();
  f.type = DirectoryType::device;
  f.desk.put_all({f.who, f.type, {}, {}}, R"([{"device_id":"a"},{"device_id":"b","name":7}])", [slot](BulkAnswer answer) { *slot = std::move(answer); });
  EXPECT_FALSE(slot->has_value());
  f.progress.expire(std::chrono::seconds{11});
  ASSERT_TRUE(slot->has_value());
  EXPECT_EQ((*slot)->items[0].faults[0].code, "wait_timeout");
  EXPECT_EQ((*slot)->items[1].faults[0].where, "/1/name");
  f.log->set_available(false);
  EXPECT_EQ(f.items(R"([{"device_id":"a"}])"), Lines{"a log_unavailable "});
}

TEST(DirectoryDesk, WhoMayOfMany) {
  DeskFixture f;
  f.type = DirectoryType::subject;
  f.who = principal({Role::user}, "u-1");
  EXPECT_EQ(f.items(R"([{"subject":"u-1","first_name":"Ann"},{"subject":"u-2"},{"subject":"u-1","role":"admin"}])"),
            (Lines{"u-1 201", "u-2 forbidden ", "u-1 forbidden /role"}));
}

TEST(DirectoryDesk, SupervisorsReadTheirDepartment) {
  DeskFixture f;
  const auto reads = [&](DirectoryType type, const char* id) {
    const auto got = f.desk.get({f.who, type, id, {}});
    return got.ok() ? "yes" : got.error().code;
  };
  f.type = DirectoryType::subject;
  f.put("u-1", R"({"department":"north/day"})");
  f.put("u-2", R"({"department":"south"})");
  f.type = DirectoryType::device;
  f.put("d-1", R"({"department":"north","name":"Gate","type":"terminal"})");
  f.put("d-2", "{}");
  f.who = principal({Role::supervisor}, "boss");
  f.who.department = "north";
  EXPECT_EQ(reads(DirectoryType::subject, "u-1"), "yes");
  EXPECT_EQ(reads(DirectoryType::subject, "u-2"), "not_found");
  EXPECT_EQ(reads(DirectoryType::subject, "u-3"), "not_found");
  EXPECT_EQ(reads(DirectoryType::device, "d-1"), "yes");
  EXPECT_EQ(reads(DirectoryType::device, "d-2"), "not_found");
  EXPECT_EQ(f.code(f.put("d-1", "{}")), "forbidden");
  f.who = principal({Role::user}, "u-1");
  EXPECT_EQ(reads(DirectoryType::device, "d-1"), "forbidden");
  EXPECT_EQ(reads(DirectoryType::device, "d-3"), "forbidden") << "whatever the id";
}

TEST(DirectoryDesk, OfManyOnlySoManyAreTakenAsThereIsRoomFor) {
  DeskFixture f;
  processors::Directory small(100'000);
  processors::DirectoryFollower follower(*f.log, small, f.progress);
  DirectoryDesk desk{{*f.log, small, f.progress, *f.audit, f.wall, f.monotonic}};
  std::string body = "[";
  for (int i = 0; i < 500; ++i) {
    body += (i > 0 ? "," : "") + (R"({"subject":"u-)" + std::to_string(i)) + R"(","first_name":")" + std::string(200, 'x') + "\"}";
  }
  std::optional<BulkAnswer> answer;
  desk.put_all({f.who, DirectoryType::subject, {}, {}}, body + "]", [&](BulkAnswer a) { answer = std::move(a); });
  follower.work();
  ASSERT_TRUE(answer);
  EXPECT_FALSE(follower.error()) << "all that was taken has room";
  const auto taken = std::count_if(answer->items.begin(), answer->items.end(), [](const BulkItem& i) { return i.faults.empty(); });
  EXPECT_EQ(small.size(), static_cast<std::size_t>(taken));
  EXPECT_GT(taken, 50);
  EXPECT_LT(taken, 500);
  EXPECT_EQ(answer->items.back().faults[0].code, "directory_full");
}

TEST(DirectoryDesk, WhereThereIsNoRoomNothingIsAppended) {
  DeskFixture f;
  processors::Directory small(1'000);
  DirectoryDesk desk{{*f.log, small, f.progress, *f.audit, f.wall, f.monotonic}};
  std::optional<DeskAnswer> answer;
  desk.put({f.who, f.type, "7", {}}, R"({"name":")" + std::string(250, 'x') + R"(","address":")" + std::string(250, 'y') +
                                          R"(","lat":1,"lon":1,"radius_m":1})",
           [&](DeskAnswer a) { answer = std::move(a); });
  EXPECT_EQ(f.code(answer), "directory_full");
}

TEST(Directory, HoldsWhatItsTopicSays) {
  processors::Directory directory;
  Event event;
  event.env = Envelope{EventId{"e"}, "/s", Tenant{"t"}, SubjectId{"a/b"}, from_ms(0), from_ms(0), {}, {}, false, {}};
  event.data = DirectoryChange{DirectoryType::subject, "a/b", R"({"tz":"Asia/Kathmandu"})"};
  ASSERT_TRUE(directory.apply("t/subject/a/b", encode(event)).ok());
  EXPECT_EQ(directory.zone_of(Tenant{"t"}, SubjectId{"a/b"}), "Asia/Kathmandu");
  EXPECT_FALSE(directory.zone_of(Tenant{"u"}, SubjectId{"a/b"}));
  EXPECT_EQ(directory.list(Tenant{"t"}, DirectoryType::subject, "", 10).size(), 1u);
  EXPECT_EQ(directory.list(Tenant{"t"}, DirectoryType::subject, "a/b", 10).size(), 0u);
  EXPECT_TRUE(directory.apply("_muster/cluster", "anything").ok());
  EXPECT_FALSE(directory.apply("t/subject/x", encode(event)).ok()) << "not what its key says";
  EXPECT_FALSE(directory.apply("t/subject/x", "{}").ok());
  EXPECT_EQ(directory.size(), 1u);
  EXPECT_TRUE(directory.apply("t/subject/a/b", std::nullopt).ok());
  EXPECT_EQ(directory.size(), 0u);
}

}  // namespace
}  // namespace muster::ingest
