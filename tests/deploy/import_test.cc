// The files of `muster import`: lines, stamps, progress, refusals.
#include "deploy/muster/import_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "deploy/muster/import_batch.h"
#include "deploy/muster/progress_line.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

using projections::TempFolder;

std::string written(const TempFolder& folder, const std::string& text) {
  const std::string path = folder.at("events");
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

ImportLines lines_of(const std::string& path) {
  auto lines = ImportLines::open(path);
  EXPECT_TRUE(lines.ok());
  return std::move(lines).value();
}

TEST(ImportLines, KeepNumberAndPlaceAndLeaveOutWhatIsBlank) {
  const TempFolder folder;
  ImportLines lines = lines_of(written(folder, "{}\n \r\n\n[1]"));
  const auto first = lines.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, 1U);
  EXPECT_EQ(first->end, 3U);
  const auto last = lines.next();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->number, 4U);
  EXPECT_EQ(last->text, "[1]");
  EXPECT_EQ(last->end, lines.size());
  EXPECT_FALSE(lines.next());
}

TEST(ImportLines, TakeNoMoreMemoryThanALineMayHave) {
  const TempFolder folder;
  ImportLines lines = lines_of(written(folder, std::string(3 * kMaxImportLine, 'x') + "\nnext\n" + std::string(kMaxImportLine, 'y')));
  const auto first = lines.next();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->too_long);
  EXPECT_LT(first->text.size(), 1000U);
  EXPECT_EQ(lines.next()->text, "next");
  const auto largest = lines.next();
  ASSERT_TRUE(largest);
  EXPECT_FALSE(largest->too_long);
  EXPECT_EQ(largest->text.size(), kMaxImportLine);
}

TEST(ImportLines, GoOnWhereTheyAreTold) {
  const TempFolder folder;
  ImportLines lines = lines_of(written(folder, "one\ntwo\nthree\n"));
  const std::string known = lines.fingerprint(4);
  lines.go_to(4, 2);
  EXPECT_EQ(lines.fingerprint(4), known);
  EXPECT_NE(lines.fingerprint(8), known);
  const auto second = lines.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->text, "two");
  EXPECT_EQ(second->number, 2U);
}

TEST(ImportStamp, MarksTheEventAndLeavesTheRestAsItIs) {
  EXPECT_EQ(*stamped(R"({"id":"a","time":"t","data":{"x":1.50}})"), R"({"id":"a","time":"t","data":{"x":1.50},"imported":true})");
  EXPECT_EQ(*stamped(R"({ "imported":false, "time" : "t"})"), R"({"time":"t","imported":true})");
  EXPECT_EQ(*stamped(R"({"a\"b":[1,{}],"time":null})"), R"({"a\"b":[1,{}],"time":null,"imported":true})");
}

TEST(ImportStamp, RefusesWhatASecondRunWouldCountTwice) {
  EXPECT_EQ(stamped(R"({"id":"a"})").error().where, "/time");
  EXPECT_EQ(stamped(R"({"time":"t","sentat":"s"})").error().where, "/ingesttime");
  EXPECT_TRUE(stamped(R"({"time":"t","sentat":"s","ingesttime":"i"})").ok());
  for (const char* bad : {"", "[]", "1", "{", R"({"time":"t"} x)", R"({"time":})", "{}"}) {
    EXPECT_FALSE(stamped(bad).ok()) << bad;
  }
}

TEST(ImportProgressFile, SaysWhatWasWritten) {
  const TempFolder folder;
  const std::string file = folder.at("progress");
  EXPECT_FALSE(read_progress(file));
  const ImportProgress progress{"http://one", "f", 100, 7, 5, 2, 1, 44};
  ASSERT_TRUE(write_progress(file, progress).ok());
  EXPECT_EQ(read_progress(file), progress);
  std::ofstream(file) << R"({"target":"http://one"})";
  EXPECT_FALSE(read_progress(file));
}

TEST(ImportRejects, GoOnBehindWhatIsKept) {
  const TempFolder folder;
  const std::string file = folder.at("rejects");
  const Error why{"bad_json", ErrorClass::invalid, "", "no"};
  std::uint64_t kept = 0;
  {
    RejectFile first(file, 0);
    EXPECT_EQ(*first.flush(), 0U);
    EXPECT_FALSE(std::filesystem::exists(file));
    first.add({3, 9, "\xff{", false}, why);
    kept = *first.flush();
    first.add({4, 12, "lost", false}, why);  // of a batch that never was recorded
  }
  RejectFile second(file, kept);
  second.add({4, 12, "again", false}, why);
  ASSERT_TRUE(second.flush().ok());
  const std::string text = text_of(file);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(text.find("lost"), std::string::npos);
  EXPECT_NE(text.find(R"({"line":4,"code":"bad_json","where":"","reason":"no","text":"again"})"), std::string::npos) << text;
  RejectFile(file, 0);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(ImportRejects, SayWhereTheyCannotBeWritten) {
  const TempFolder folder;
  RejectFile nowhere(folder.at("missing/rejects"), 0);
  EXPECT_TRUE(nowhere.flush().ok());  // nothing to write yet
  nowhere.add({1, 5, "{", false}, {"bad_json", ErrorClass::invalid, "", "no"});
  const auto flushed = nowhere.flush();
  ASSERT_FALSE(flushed.ok());
  EXPECT_EQ(flushed.error().code, "io_error");
  EXPECT_EQ(flushed.error().where, folder.at("missing/rejects"));
}

TEST(ImportRejects, AFileThatWasTakenAwayBeginsAnew) {
  const TempFolder folder;
  const std::string file = folder.at("rejects");
  RejectFile second(file, 500);
  second.add({4, 12, "x", false}, {"bad_json", ErrorClass::invalid, "", "no"});
  const auto bytes = second.flush();
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*bytes, text_of(file).size());
}

TEST(ImportCheck, TellsFaultsOfFormAndTimeByTheirPlaceInTheLine) {
  ImportBatch batch;
  const auto add = [&](const std::string& data, const char* time) {
    const std::string event = R"({"specversion":"1.0","id":"a","source":"s","type":"muster.checkout.v1","subject":"ann","time":")" +
                              std::string(time) + R"(","data":)" + data + "}";
    batch.add(ImportLine{batch.lines.size() + 1, 0, event, false}, {"", *stamped(event), "", ""});
  };
  add(R"({"session_id":"x"})", "1999-01-01T00:00:00Z");  // of any age
  add(R"({"session_id":7})", "2026-01-01T00:00:00Z");
  add(R"({"session_id":"x"})", "2027-01-01T00:00:00Z");
  const Sent sent = check(batch, *parse_rfc3339("2026-11-21T08:00:00Z"));
  EXPECT_TRUE(batch.lines.empty());
  EXPECT_EQ(sent.taken.at(""), 1U);
  ASSERT_EQ(sent.refused.size(), 2U);
  EXPECT_EQ(sent.refused[0].first.number, 2U);
  EXPECT_EQ(sent.refused[0].second.where, "/data/session_id");
  EXPECT_EQ(sent.refused[1].second.code, "future_event");
}

TEST(ProgressBar, IsFullAtTheEnd) {
  EXPECT_EQ(progress_bar(0, "line 1"), "[>                             ]   0 %  line 1");
  EXPECT_EQ(progress_bar(50, ""), "[===============>              ]  50 %  ");
  EXPECT_EQ(progress_bar(100, ""), "[==============================] 100 %  ");
}

}  // namespace
}  // namespace muster::deploy
