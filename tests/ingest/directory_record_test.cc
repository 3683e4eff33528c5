#include "ingest/directory_record.h"

#include <gtest/gtest.h>

namespace muster::ingest {
namespace {

using Lines = std::vector<std::string>;

const char* const kSite = R"({"name":"Site","lat":52.5,"lon":13.4,"radius_m":100})";

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

TEST(DirectoryRecord, Devices) {
  const auto device = [](const char* body) { return faults(DirectoryType::device, body); };
  EXPECT_EQ(device("{}"), Lines{});
  EXPECT_EQ(device(R"({"device_id":"7","name":"Gate","type":"terminal","department":"north/day"})"), Lines{});
  EXPECT_EQ(device(R"({"name":1,"department":"north//day","lat":1})"),
            (Lines{"/name bad_field", "/department out_of_range", "/lat unknown_field"}));
}

TEST(DirectoryRecord, DepartmentsArePaths) {
  const auto department = [](const std::string& path) {
    return faults(DirectoryType::subject, (R"({"department":")" + path + "\"}").c_str());
  };
  for (const char* path : {"", "north", "north/day", "a/b/c"}) EXPECT_EQ(department(path), Lines{}) << path;
  for (const char* path : {"/", "/north", "north/", "north//day"}) EXPECT_EQ(department(path), Lines{"/department out_of_range"}) << path;
}

}  // namespace
}  // namespace muster::ingest
