#include "api/sheet.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <filesystem>

#include "tests/support/stories.h"

namespace muster::api {
namespace {

constexpr std::array<std::string_view, 3> kColumns{"a", "b", "c"};

std::string csv(const std::vector<std::array<Cell, 3>>& rows, Zone zone = Zone::utc()) {
  const auto sheet = csv_sheet(kColumns, std::move(zone));
  for (const auto& row : rows) EXPECT_TRUE(sheet->add(row).ok());
  return *sheet->finish();
}

TEST(Sheet, CsvIsAsRfc4180HasIt) {
  EXPECT_EQ(csv({{"plain", 1.5, Cell{}}, {"a,b", -2.0, "say \"hi\"\r\nthere"}}),
            "\xEF\xBB\xBF" "a,b,c\r\nplain,1.5,\r\n\"a,b\",-2,\"say \"\"hi\"\"\r\nthere\"\r\n");
}

TEST(Sheet, NumbersHaveNoExponent) {
  EXPECT_EQ(csv({{0.0003, 1e21, 5e-324}}).substr(3, 38), "a,b,c\r\n0.0003,1000000000000000000000,0");
}

TEST(Sheet, TimesAreThoseOfTheZone) {
  const Timestamp t = stories::at("08:00");
  EXPECT_EQ(csv({{t, Cell{}, Cell{}}}), "\xEF\xBB\xBF" "a,b,c\r\n2026-03-02T08:00:00.000Z,,\r\n");
  EXPECT_EQ(csv({{t, Cell{}, Cell{}}}, *Zone::find("America/St_Johns")), "\xEF\xBB\xBF" "a,b,c\r\n2026-03-02T04:30:00.000-03:30,,\r\n");
}

TEST(Sheet, NoTextIsAFormula) {
  for (const std::string text : {"=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1"}) EXPECT_EQ(guarded(text), "'" + text);
  for (const std::string text : {" =1", "\n=1", "\uFF1D1", " \uFF0B1"}) EXPECT_EQ(guarded(text), "'" + text);
  for (const std::string text : {"", "1+1", "'=1", "a@b", "a;b", "x; y=1", ";"}) EXPECT_EQ(guarded(text), text);
  EXPECT_EQ(guarded("x;=1+1"), "x;'=1+1") << "two cells to who separates by semicolons";
  EXPECT_EQ(guarded("=1;a; -2"), "'=1;a;' -2");
  EXPECT_EQ(csv({{"=cmd|' /C calc'!A0", Cell{}, "-\"x\""}}), "\xEF\xBB\xBF" "a,b,c\r\n'=cmd|' /C calc'!A0,,\"'-\"\"x\"\"\"\r\n");
}

TEST(Sheet, IsRefusedRatherThanCut) {
  const auto sheet = csv_sheet(kColumns, Zone::utc());
  const std::string large(kMostSheetBytes / 4, 'x');
  const std::array<Cell, 3> row{std::string_view{large}, Cell{}, Cell{}};
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(sheet->add(row).ok());
  EXPECT_EQ(sheet->add(row).error().code, "too_many_rows");

  const auto rows = csv_sheet(kColumns, Zone::utc());
  const std::array<Cell, 3> small{1.0, Cell{}, Cell{}};
  for (std::size_t i = 0; i < kMostSheetRows; ++i) ASSERT_TRUE(rows->add(small).ok());
  EXPECT_EQ(rows->add(small).error().code, "too_many_rows");
}

TEST(Sheet, AnXlsxNeedsAPlaceAndLeavesNothingThere) {
  const auto nowhere = xlsx_sheet(kColumns, Zone::utc(), "/nowhere");
  EXPECT_EQ(nowhere->add(std::array<Cell, 3>{"a", "b", "c"}).error().code, "store_unavailable");
  const auto folder = std::filesystem::temp_directory_path() / ("sheet-test-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  {
    const auto sheet = xlsx_sheet(kColumns, Zone::utc(), folder);
    ASSERT_TRUE(sheet->add(std::array<Cell, 3>{"a", 1.0, stories::at("08:00")}).ok());
    const auto again = xlsx_sheet(kColumns, Zone::utc(), folder);
    ASSERT_TRUE(again->add(std::array<Cell, 3>{"a", 1.0, stories::at("08:00")}).ok());
    const auto bytes = sheet->finish();
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(bytes->substr(0, 2), "PK");
    EXPECT_EQ(*bytes, *again->finish()) << "equal rows, equal bytes: the entity tag says so";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace muster::api
