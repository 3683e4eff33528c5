// Lists as sheets: what of their JSON is in which column, and that it is the whole list or none of it.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/sheet.h"
#include "tests/api/api_world.h"
#include "tests/processors/directory_world.h"

namespace muster::api {
namespace {

using namespace stories;
using access::Role;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

struct Desk : ApiWorld {
  Desk() : ApiWorld("12:00") {
    put(DirectoryType::subject, "=1+1", R"({"attributes":{"badge":"+7","floor":"2"},"department":"north",)"
                                        R"("emergency_contact":{"name":"@Bo","phone":"+49 30"},"first_name":"-Ann, Lee",)"
                                        R"("preferences":[0,0.5,1,0.25,1]})");
    put(DirectoryType::place, "7", R"({"address":"Main \"St\"","lat":52.5,"lon":13.25,"name":"Depot","radius_m":100})");
    put(DirectoryType::device, "d", R"({"department":"north","name":"Gate","type":"terminal"})");
    take_in({check_in("s-1", "visit", at("08:00")).subject("ann").place("7", 52.5, 13.25, 100).position(52.5, 13.25).notes("=x"),
             location("s-1", at("08:10"), 52.5, 13.25).subject("ann"), check_out("s-1", at("09:00")).subject("ann").by("boss")});
  }
  void put(DirectoryType type, std::string_view id, std::string_view record) {
    ASSERT_TRUE(processors::put(directory, type, id, record).ok());
  }
  std::string csv(std::string target) {
    target += target.find('?') == std::string::npos ? "?" : "&";
    const auto response = get(target + "format=csv");
    EXPECT_EQ(response.status, 200) << target << " " << response.body;
    EXPECT_EQ(response.body.substr(0, 3), kMark) << target;
    return response.body.substr(std::min<std::size_t>(3, response.body.size()));
  }
  void be(Role role, const char* subject, const char* department = "") {
    credentials.who = access::Principal{Tenant{"default"}, {role}, SubjectId{subject}, department, subject};
  }
};

TEST(ListSheet, TheDirectory) {
  Desk desk;
  EXPECT_EQ(desk.csv("/v1/subjects"),
            "subject,first_name,last_name,display_name,email,phone,login,role,department,tz,preferences,"
            "emergency_contact_name,emergency_contact_phone,attributes\r\n"
            "'=1+1,\"'-Ann, Lee\",,,,,,,north,,0 0.5 1 0.25 1,'@Bo,'+49 30,badge=+7; floor=2\r\n");
  EXPECT_EQ(desk.csv("/v1/places"),
            "place_id,name,lat,lon,radius_m,address,phone,attributes\r\n7,Depot,52.5,13.25,100,\"Main \"\"St\"\"\",,\r\n");
  EXPECT_EQ(desk.csv("/v1/places/nearby?lat=52.5&lon=13.25&radius_m=10&limit=1"),
            "place_id,name,lat,lon,radius_m,address,phone,attributes,distance_m\r\n7,Depot,52.5,13.25,100,\"Main \"\"St\"\"\",,,0\r\n");
  EXPECT_EQ(desk.csv("/v1/devices?q=gate"), "device_id,name,type,department\r\nd,Gate,terminal,north\r\n");
  EXPECT_EQ(desk.csv("/v1/devices?q=none"), "device_id,name,type,department\r\n");
}

TEST(ListSheet, OneSession) {
  Desk desk;
  EXPECT_EQ(desk.csv("/v1/sessions/s-1"), desk.csv("/v1/sessions"));
  const std::string events = desk.csv("/v1/sessions/s-1/events");
  EXPECT_EQ(events.find("time,type,outcome,subject,actor,ingesttime,id,source,imported,log_position,data\r\n"
                        "2026-03-02T08:00:00.000Z,muster.checkin.v1,opened,ann,"), 0u) << events;
  EXPECT_NE(events.find("\"{\"\"session_id\"\":\"\"s-1\"\""), std::string::npos) << events;
  EXPECT_NE(events.find("\r\n2026-03-02T09:00:00.000Z,muster.checkout.v1,closed,ann,boss,"), std::string::npos) << events;
  EXPECT_EQ(desk.csv("/v1/sessions/s-1/trail"),
            "time,lat,lon,accuracy_m,altitude_m,speed_mps,heading_deg,mock,distance_m,verdict,outcome\r\n"
            "2026-03-02T08:10:00.000Z,52.5,13.25,10,,,,,0,inside,counted\r\n");
}

TEST(ListSheet, Counts) {
  Desk desk;
  EXPECT_EQ(desk.csv("/v1/stats"), "kind,status,count\r\nvisit,completed,1\r\n");
  EXPECT_EQ(desk.csv("/v1/occupancy?from=2026-03-02T08:00:00Z&to=2026-03-02T08:15:00Z"),
            "start,kind,place,in\r\n2026-03-02T08:00:00.000Z,visit,7,1\r\n");
  EXPECT_EQ(desk.csv("/v1/audit"), "time,action,actor,target,outcome,request_id,address,details,chain,seq,log_position\r\n");
}

TEST(ListSheet, EveryReadHasBothKinds) {
  Desk desk;
  for (const auto& [pattern, method] : desk.router.routes()) {
    const std::string_view route = pattern;
    if (method != "GET" || !route.starts_with("/v1/")) continue;
    std::string target(route);
    const auto fill = [&](std::string_view name, std::string_view value) {
      if (const auto at = target.find(name); at != std::string::npos) target.replace(at, name.size(), value);
    };
    fill("{id}", "s-1");
    fill("{subject}", "ann");
    if (route.ends_with("nearby")) target += "?lat=1&lon=2&radius_m=3";
    target += target.find('?') == std::string::npos ? "?" : "&";
    const auto sheet = desk.get(target + "format=xlsx");
    EXPECT_EQ(sheet.status, 200) << target << " " << sheet.body;
    EXPECT_EQ(sheet.body.substr(0, 2), "PK") << target;
    desk.csv(target + "as_of=2026-03-02T12:00:00Z");
  }
}

TEST(ListSheet, AllPagesAndNoRowTwice) {
  Desk desk;
  for (int i = 0; i < 2500; ++i) desk.put(DirectoryType::device, fmt::format("n{:04}", i), R"({"type":"tag"})");
  const std::string rows = desk.csv("/v1/devices?type=tag");
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 2501);
  for (int i = 0; i < 2500; ++i) EXPECT_NE(rows.find(fmt::format("\nn{:04},", i)), std::string::npos) << i;
  EXPECT_EQ(desk.code("/v1/devices?format=csv&limit=5"), "400 bad_parameter /limit");
  EXPECT_EQ(desk.code("/v1/subjects?format=xlsx&count=true"), "400 bad_parameter /count");
  EXPECT_EQ(desk.code("/v1/audit?format=csv&cursor=x"), "400 bad_parameter /cursor");
}

TEST(ListSheet, TooManyRowsAreRefused) {
  Desk desk;
  for (std::size_t i = 0; i <= kMostSheetRows; ++i) desk.put(DirectoryType::device, fmt::format("n{}", i), R"({"type":"tag"})");
  EXPECT_EQ(desk.code("/v1/devices?format=csv"), "422 too_many_rows");
}

TEST(ListSheet, ShowsWhomItsReaderSeesAndIsOnRecord) {
  Desk desk;
  desk.put(DirectoryType::subject, "bob", R"({"department":"south","first_name":"Bob"})");
  desk.be(Role::supervisor, "eve", "south");
  const std::string seen = desk.csv("/v1/subjects");
  EXPECT_NE(seen.find("\r\nbob,Bob,"), std::string::npos);
  EXPECT_EQ(seen.find("Ann"), std::string::npos);
  ASSERT_EQ(desk.audit.entries.size(), 1u);
  EXPECT_EQ(desk.audit.entries[0].action, "exported");
  EXPECT_EQ(desk.audit.entries[0].details.at(0), (std::pair<std::string, std::string>{"file", "muster-subjects.csv"}));
  EXPECT_EQ(desk.code("/v1/sessions/s-1/events?format=csv"), desk.code("/v1/sessions/none/events?format=csv"));
  EXPECT_EQ(desk.code("/v1/audit?format=csv"), "403 forbidden");
  EXPECT_EQ(desk.audit.entries.back().action, "refused");
  EXPECT_EQ(desk.audit.entries.size(), 2u) << "nothing was exported";
}

}  // namespace
}  // namespace muster::api
