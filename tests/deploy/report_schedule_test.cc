// The daily report on a schedule: once a date, at the local time, also across restarts and changes of the clocks.
#include "deploy/muster/report_schedule.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <new>
#include <thread>

#include "deploy/muster/clocks.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;

Timestamp at(std::string_view text) { return *parse_rfc3339(text); }

class ReportSchedules : public testing::Test {
 protected:
  ReportSchedules() {
    plan_.daily_at = std::chrono::hours{6};
    plan_.zone = *api::Zone::find("Europe/Berlin");
    plan_.folder = fs::temp_directory_path() / ("reports-" + std::to_string(getpid()));
    plan_.format = "csv";
    plan_.tenants = {Tenant{"default"}};
    fs::remove_all(plan_.folder);
  }
  ~ReportSchedules() override { fs::remove_all(plan_.folder); }

  // Looks at that time and waits until what was begun is over; the dates that were made.
  std::vector<std::string> look(std::string_view now) {
    made_.clear();
    schedule_->look(at(now));
    while (!schedule_->idle()) std::this_thread::yield();
    return made_;
  }

  void restart() {
    schedule_.emplace(plan_, [this](const Tenant&, const std::string& date, const ReportPlan&) -> Result<std::string> {
      if (throws_) throw std::bad_alloc();
      if (fails_) return Error{"store_unavailable", ErrorClass::retry, "", ""};
      made_.push_back(date);
      return "report of " + date;
    }, lines_);
  }

  using Dates = std::vector<std::string>;
  ReportPlan plan_;
  bool fails_ = false, throws_ = false;
  std::vector<std::string> made_;
  SystemMonotonicClock monotonic_;
  LogLines lines_{monotonic_};
  std::optional<ReportSchedule> schedule_;
};

TEST_F(ReportSchedules, TheDayBeforeIsDueAtTheLocalTimeOnce) {
  restart();
  EXPECT_EQ(look("2026-11-21T04:59:59Z"), Dates{}) << "05:59:59 in Berlin";
  EXPECT_EQ(look("2026-11-21T05:00:00Z"), Dates{"2026-11-20"});
  EXPECT_EQ(look("2026-11-21T05:00:01Z"), Dates{});
  EXPECT_EQ(look("2026-11-21T23:30:00Z"), Dates{});
  std::ifstream in(ReportSchedule::file_of(plan_, Tenant{"default"}, "2026-11-20"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "report of 2026-11-20");
  EXPECT_EQ(look("2026-11-22T05:00:00Z"), Dates{"2026-11-21"});
}

TEST_F(ReportSchedules, ARestartMakesNoneTwiceAndMakesUpForWhatWasMissed) {
  restart();
  EXPECT_EQ(look("2026-11-21T05:00:00Z"), Dates{"2026-11-20"});
  restart();
  EXPECT_EQ(look("2026-11-21T05:10:00Z"), Dates{});
  restart();
  EXPECT_EQ(look("2026-11-24T04:00:00Z"), (Dates{"2026-11-21", "2026-11-22"})) << "today's is not due yet";
  EXPECT_EQ(look("2026-11-24T05:00:00Z"), Dates{"2026-11-23"});
  restart();
  EXPECT_EQ(look("2027-01-24T05:00:00Z"), Dates{"2027-01-23"}) << "the first after a long time";
}

TEST_F(ReportSchedules, ATimeThatTheClocksSkipOrRepeatComesOnce) {
  plan_.daily_at = std::chrono::hours{2} + std::chrono::minutes{30};
  restart();
  EXPECT_EQ(look("2026-03-29T00:59:59Z"), Dates{});
  EXPECT_EQ(look("2026-03-29T01:00:00Z"), Dates{"2026-03-28"}) << "02:30 does not come: the moment of the skip";
  EXPECT_EQ(look("2026-03-30T00:29:00Z"), Dates{});
  EXPECT_EQ(look("2026-03-30T00:30:00Z"), Dates{"2026-03-29"});
  restart();
  EXPECT_EQ(look("2026-10-25T00:30:00Z"), Dates{"2026-10-24"}) << "the first 02:30";
  EXPECT_EQ(look("2026-10-25T01:30:00Z"), Dates{}) << "the second";
}

TEST_F(ReportSchedules, WhatFailsIsTriedAgain) {
  restart();
  fails_ = true;
  EXPECT_EQ(look("2026-11-21T05:00:00Z"), Dates{});
  fails_ = false;
  EXPECT_EQ(look("2026-11-21T05:00:30Z"), Dates{});
  EXPECT_EQ(look("2026-11-21T05:01:00Z"), Dates{"2026-11-20"});
}

TEST_F(ReportSchedules, WhatThrowsIsToldAndTriedAgain) {
  restart();
  throws_ = true;
  testing::internal::CaptureStderr();
  EXPECT_EQ(look("2026-11-21T05:00:00Z"), Dates{});
  EXPECT_NE(testing::internal::GetCapturedStderr().find("report_not_written"), std::string::npos);
  throws_ = false;
  EXPECT_EQ(look("2026-11-21T05:01:00Z"), Dates{"2026-11-20"});
}

TEST_F(ReportSchedules, EachTenantHasItsOwn) {
  plan_.tenants = {Tenant{"a"}, Tenant{"b"}};
  restart();
  EXPECT_EQ(look("2026-11-21T05:00:00Z").size(), 2u);
  EXPECT_TRUE(fs::exists(plan_.folder / "muster-daily-b-2026-11-20.csv"));
}

}  // namespace
}  // namespace muster::deploy
