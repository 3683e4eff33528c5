#include "processors/directory.h"

#include <gtest/gtest.h>

#include "ingest/directory_desk.h"
#include "ingest/directory_record.h"
#include "processors/directory_follower.h"
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
  const std::unique_ptr<access::Audit> audit = access::no_audit();
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

TEST(DirectoryDesk, AUsersOwnWriteKeepsItsStanding) {
  DeskFixture f;
  f.type = DirectoryType::subject;
  ASSERT_TRUE(f.put("u-1", R"({"role":"supervisor","department":"north"})")->faults.empty());
  f.who = principal({Role::user}, "u-1");
  EXPECT_EQ(f.put("u-1", R"({"first_name":"Ann","department":"north"})")->entry.record,
            R"({"department":"north","first_name":"Ann","role":"supervisor"})");
}

Lines faults(DirectoryType type, const char* body) {
  const auto read = read_directory_record(type, "7", body);
  Lines list;
  for (const Error& e : read ? read->faults : std::vector<Error>{read.error()}) list.push_back(e.where + " " + e.code);
  return list;
}

TEST(DirectoryRecord, Places) {
  const auto place = [](const char* body) { return faults(DirectoryType::place, body); };
  EXPECT_EQ(place(kSite), Lines{});
  EXPECT_EQ(place(R"({"place_id":"7","name":"S","lat":1,"lon":2,"radius_m":3,"address":"x","phone":"1","attributes":{"a":"b"}})"), Lines{});
  EXPECT_EQ(place("{}"), (Lines{"/name missing_field", "/lat missing_field", "/lon missing_field", "/radius_m missing_field"}));
  EXPECT_EQ(place(R"({"name":"S","lat":91,"lon":"2","radius_m":0})"),
            (Lines{"/lat out_of_range", "/lon bad_field", "/radius_m out_of_range"}));
  EXPECT_EQ(place(R"({"name":"S","lat":0,"lon":0,"radius_m":1})"), Lines{"/lat out_of_range"});
  EXPECT_EQ(place(R"({"place_id":"8","name":"S","lat":1,"lon":2,"radius_m":1})"), Lines{"/place_id bad_field"});
  EXPECT_EQ(place(R"({"naem":"S"})"), Lines{"/naem unknown_field"});
  EXPECT_EQ(place(R"({"name":"S","name":"T"})"), Lines{"/name duplicate_key"});
  EXPECT_EQ(place("[]"), Lines{" bad_field"});
}

TEST(DirectoryRecord, Subjects) {
  const auto subject = [](const char* body) { return faults(DirectoryType::subject, body); };
  EXPECT_EQ(subject("{}"), Lines{});
  EXPECT_EQ(subject(R"({"subject":"7","first_name":"A","last_name":"B","display_name":"C","email":"d","phone":"e","login":"f",
      "role":"user","department":"north/day","tz":"Europe/Berlin","preferences":[0,0.5,1,1,1],
      "emergency_contact":{"name":"g","phone":"h"},"attributes":{"i":"j"}})"), Lines{});
  EXPECT_EQ(subject(R"({"tz":"Mars/Olympus","role":"king","preferences":[0,2],"emergency_contact":{"fax":"1"}})"),
            (Lines{"/tz unknown_zone", "/role bad_field", "/preferences out_of_range", "/preferences out_of_range",
                   "/emergency_contact/fax unknown_field"}));
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
