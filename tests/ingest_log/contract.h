// The fixture of the contract suite: a fresh log of the form that the parameter names.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "tests/ingest_log/hosts.h"

namespace muster::log::test {

class Contract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::string why;
    host_ = make_host(GetParam(), why);
    if (host_ != nullptr) return;
    // In continuous integration nothing that was to be proved may go unproved in silence.
    if (std::getenv("CI") != nullptr) FAIL() << why;
    GTEST_SKIP() << "SKIPPED: " << why;
  }

  EventLog& log() { return host_->log(); }
  std::unique_ptr<LogHost> host_;
};

}  // namespace muster::log::test
