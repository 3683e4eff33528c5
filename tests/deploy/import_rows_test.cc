// Rows of tables: CSV and JSON as databases export them, whole or broken.
#include "deploy/muster/import_rows.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>

#include "deploy/muster/import_columns.h"
#include "deploy/muster/import_systems.h"
#include "tests/projections/temp_folder.h"

namespace muster::deploy {
namespace {

using projections::TempFolder;
using Row = std::vector<std::optional<std::string>>;

std::vector<ImportRow> rows_of(const std::string& text) {
  const TempFolder folder;
  std::ofstream(folder.at("table"), std::ios::binary) << text;
  auto rows = ImportRows::open(folder.at("table"));
  std::vector<ImportRow> out;
  if (!rows) return out;
  while (auto row = rows->next()) out.push_back(std::move(*row));
  return out;
}

std::string told(const ImportRow& row) {
  std::string text = std::to_string(row.line.number) + ":";
  if (!row.fields) return text + row.fields.error().code;
  for (const auto& [name, value] : *row.fields) text.append(" ").append(name).append("=").append(value);
  return text;
}

std::vector<std::string> told(const std::string& text) {
  std::vector<std::string> out;
  for (const ImportRow& row : rows_of(text)) out.push_back(told(row));
  return out;
}

using Told = std::vector<std::string>;

TEST(CsvRows, AreAsRfc4180HasThem) {
  EXPECT_EQ(told("\xEF\xBB\xBFID, Name ,note\r\n1,\"a \"\"b\"\", c\",\r\n\r\n2,\"two\n\nlines\",\"\"\r\n3,\\N,end"),
            (Told{"2: id=1 name=a \"b\", c", "4: id=2 name=two\n\nlines note=", "7: id=3 note=end"}));
  EXPECT_EQ(told("a;b\n1;2,5\n"), (Told{"2: a=1 b=2,5"}));
  EXPECT_EQ(told("a\tb\n x \t2\n"), (Told{"2: a= x  b=2"}));
}

TEST(CsvRows, BreakNoOtherRow) {
  EXPECT_EQ(told("a,b\n1,2\n\"x\"y,3\n4,5,6\n7\n8,9\n"), (Told{"2: a=1 b=2", "3:bad_field", "4:bad_field", "5:bad_field", "6: a=8 b=9"}));
  EXPECT_EQ(told("a,b\n1,\"never closed\n2,3\n"), (Told{"2:bad_field", "3: a=2 b=3"}));
  EXPECT_EQ(told("a,b\n1,\xff\n2,3\n"), (Told{"2:bad_utf8", "3: a=2 b=3"}));
  EXPECT_EQ(told("a,b\n1,\"" + std::string(2 * kMaxImportLine, 'x') + "\"\n2,3\n"), (Told{"2:record_too_large", "3: a=2 b=3"}));
  EXPECT_EQ(told("a,b\n1,\"" + std::string(kMaxImportLine / 2, 'x') + "\n" + std::string(kMaxImportLine, 'x') + "\"\n2,3\n").back(), "4: a=2 b=3");
}

TEST(JsonRows, AreObjectsInAnArrayOrOneALine) {
  const Told both{"1: id=1 name=a", "2: id=2 list=[1,2]"};
  EXPECT_EQ(told("[{\"id\":1,\"name\":\"a\"},\n{\"ID\":2,\"list\":[1,2],\"none\":null}]"), both);
  EXPECT_EQ(told("{\"id\":1,\"name\":\"a\"}\n{\"ID\":2,\"list\":[1,2]}\n"), both);
  EXPECT_EQ(told("[{\"id\":1,\n\"name\":\"}\\\"{\"},x\n{\"id\":2}]"), (Told{"1: id=1 name=}\"{", "2:bad_json", "3: id=2"}));
  const auto dumped = rows_of(R"([{"model":"users.employee","pk":7,"fields":{"role":"admin"}}])");
  ASSERT_EQ(dumped.size(), 1U);
  EXPECT_EQ(dumped[0].model, "users_employee");
  EXPECT_EQ(told(dumped[0]), "1: id=7 role=admin");
}

TEST(Rows, GoOnWhereTheyAreTold) {
  const TempFolder folder;
  for (const char* text : {"a,b\n1,\"x\ny\"\n2,z\n", "[{\"a\":1,\n\"b\":2},\n{\"a\":2,\"b\":\"z\"}]"}) {
    std::ofstream(folder.at("table"), std::ios::binary) << text;
    auto rows = ImportRows::open(folder.at("table"));
    ASSERT_TRUE(rows.ok());
    const auto first = rows->next();
    ASSERT_TRUE(first);
    ASSERT_TRUE(rows->next());
    rows->go_to(first->line.end, first->line.number + first->line.height);
    const auto second = rows->next();
    ASSERT_TRUE(second);
    EXPECT_EQ(told(*second).substr(1), ": a=2 b=z");
    EXPECT_FALSE(rows->next());
  }
}

std::string quoted(const std::optional<std::string>& field) {
  if (!field) return "";
  std::string out = "\"";
  for (const char c : *field) out.append(c == '"' ? "\"\"" : std::string(1, c));
  return out + '"';
}

rc::Gen<std::optional<std::string>> any_field() {
  return rc::gen::apply([](bool none, std::string text) { return none ? std::optional<std::string>{} : std::optional(std::move(text)); },
                        rc::gen::arbitrary<bool>(), rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,\"\n ;é"
                                                                                                                   "x"))));
}

TEST(CsvRows, OfAnyFieldsComeBack) {
  EXPECT_TRUE(rc::check([] {
    const auto rows = *rc::gen::container<std::vector<Row>>(rc::gen::container<Row>(3, any_field()));
    std::string text;
    CsvRecord csv(',');
    std::vector<Row> back;
    for (const Row& row : rows) {
      std::string line = quoted(row[0]) + "," + quoted(row[1]) + "," + quoted(row[2]);
      for (std::size_t from = 0; from <= line.size();) {
        const std::size_t to = std::min(line.find('\n', from), line.size());
        auto taken = csv.take(std::string_view{line}.substr(from, to - from));
        RC_ASSERT(taken.ok());
        if (*taken) back.push_back(std::move(**taken));
        from = to + 1;
      }
    }
    RC_ASSERT(back == rows);
  }));
}

TEST(CsvRows, OfAnyBytesEndAndLoseNoLineBehind) {
  EXPECT_TRUE(rc::check([](const std::string& junk) {
    const auto rows = rows_of("a,b\n" + junk + "\n\"\"\n1,2\n3,4\n");
    RC_ASSERT(!rows.empty());
    RC_ASSERT(rows.back().fields.ok());
    RC_ASSERT(rows.back().fields.value().at("a") == "3");
  }));
}

TEST(DatabaseTimes, AreReadAsTheyAreWritten) {
  const api::Zone utc = api::Zone::utc();
  const auto at = [&](const char* text) {
    const auto time = parse_database_time(text, utc);
    return time ? format_rfc3339(*time) : time.error().code;
  };
  for (const char* text : {"2024-01-15T09:00:00Z", "2024-01-15 09:00:00+00", "2024-01-15 09:00:00.000000", "2024-01-15 09:00:00 UTC",
                           "2024-01-15 10:00:00+0100", "2024-01-15T09:00", " 2024-01-15 04:30:00-04:30 "}) {
    EXPECT_EQ(at(text), "2024-01-15T09:00:00.000Z") << text;
  }
  EXPECT_EQ(at("2024-01-15"), "2024-01-15T00:00:00.000Z");
  for (const char* text : {"", "yesterday", "2024-13-15 09:00:00", "2024-01-15 09:00:00 CET", "2024-01-15 09:00:00+", "1705309200"}) {
    EXPECT_EQ(at(text), "bad_time") << text;
  }
  const api::Zone berlin = *api::Zone::find("Europe/Berlin");
  EXPECT_EQ(format_rfc3339(*parse_database_time("2024-10-27 02:30:00", berlin)), "2024-10-27T00:30:00.000Z");  // the earlier of two
  EXPECT_EQ(format_rfc3339(*parse_database_time("2024-01-15 09:00:00+00", berlin)), "2024-01-15T09:00:00.000Z");
}

TEST(Tables, AreKnownByNameModelOrColumns) {
  const ImportSystem& work = *find_import_system("000");
  for (const char* name : {"worktime_worklog", "public.worktime_worklog", "WorkLogs", "worklog-2026-11-25"}) {
    const ImportTable* table = table_of(work, name, {});
    ASSERT_TRUE(table) << name;
    EXPECT_EQ(table->name, "worktime_worklog");
  }
  EXPECT_EQ(table_of(work, "export", {"id", "check_in"})->name, "worktime_worklog");
  EXPECT_FALSE(table_of(work, "export", {"id"}));
  EXPECT_FALSE(table_of(work, "export", {"check_in", "email"}));  // of both
}

TEST(Translation, IsTheSameForTheSameRow) {
  const ImportSystem& work = *find_import_system("000");
  const ImportTable& logs = *table_of(work, "worklog", {});
  const RowFields row{{"id", "11"}, {"employee_id", "1"}, {"check_in", "2024-03-04 08:00:00"}, {"check_out", "2024-03-04 16:00:00"}, {"status", "Approved"}};
  ImportContext context;
  const auto first = events_of(work, logs, row, context);
  const auto second = events_of(work, logs, row, context);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ((*first)[i].text, (*second)[i].text);
  RowFields wrong = row;
  wrong["check_out"] = "2024-03-04 07:00:00";
  EXPECT_EQ(events_of(work, logs, wrong, context).error().where, "check_out");
}

}  // namespace
}  // namespace muster::deploy
