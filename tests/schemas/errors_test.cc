#include "schemas/errors.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace muster {
namespace {

TEST(Errors, NoCodeIsListedTwice) {
  std::set<std::string_view> seen;
  for (const ErrorCodeSpec& row : all_error_codes()) {
    EXPECT_TRUE(seen.insert(row.code).second) << row.code;
    EXPECT_FALSE(row.title.empty()) << row.code;
    EXPECT_GE(row.http_status, 400) << row.code;
    EXPECT_EQ(find_error_code(row.code), &row);
  }
  EXPECT_EQ(find_error_code("no_such_code"), nullptr);
}

TEST(Errors, ClassesStandInTheirOrder) {
  for (const auto cls : {ErrorClass::invalid, ErrorClass::refused, ErrorClass::conflict, ErrorClass::retry,
                         ErrorClass::unknown_outcome, ErrorClass::corrupt, ErrorClass::bug}) {
    EXPECT_EQ(spec(cls).cls, cls);
  }
}

TEST(Errors, TheCodeDecidesTheStatusBeforeTheClass) {
  EXPECT_EQ(http_status(Error{"wait_timeout", ErrorClass::retry, "", ""}), 504);
  EXPECT_EQ(http_status(Error{"not_yet", ErrorClass::refused, "", ""}), 501);
  EXPECT_EQ(http_status(Error{"future_event", ErrorClass::refused, "", ""}), 422);
  EXPECT_EQ(http_status(Error{"unlisted", ErrorClass::conflict, "", ""}), 409);
  EXPECT_EQ(exit_code(Error{"bad_config", ErrorClass::invalid, "", ""}), 2);
  EXPECT_EQ(exit_code(Error{"not_found", ErrorClass::refused, "", ""}), 1);
}

TEST(Errors, WhatIsTheServersOwnIsNotToldToWhoeverAsked) {
  EXPECT_TRUE(is_inward({"data_unreadable", ErrorClass::corrupt, "", "Corruption: 000150.sst"}));
  EXPECT_TRUE(is_inward({"internal", ErrorClass::bug, "", "map::at"}));
  EXPECT_TRUE(is_inward({"store_unavailable", ErrorClass::retry, "/var/lib/muster/state", "see that this user owns it"}));
  EXPECT_FALSE(is_inward({"log_unavailable", ErrorClass::retry, "", "nothing was written, try again"}));
  EXPECT_FALSE(is_inward({"offset_below_start", ErrorClass::conflict, "", "the log has let go of records"}));
  EXPECT_FALSE(is_inward({"not_yet", ErrorClass::refused, "", "comes later"}));
  EXPECT_FALSE(is_inward({"future_event", ErrorClass::refused, "/1/time", "5 minutes ahead"}));
}

}  // namespace
}  // namespace muster
