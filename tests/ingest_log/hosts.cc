// The forms of the event log that need nothing from outside: memory and embedded.
#include "tests/ingest_log/hosts.h"

#include <gtest/gtest.h>

#include "ingest/log/memory_log.h"

namespace muster::log::test {
namespace {

class MemoryHost final : public LogHost {
 public:
  EventLog& log() override { return *log_; }
  void reopen() override {}
  void trim(Topic topic, Partition partition, Offset start) override {
    log_->trim(topic, partition, start);
  }

 private:
  std::shared_ptr<MemoryLog> log_ = make_memory_log();
};

class EmbeddedHost final : public LogHost {
 public:
  EmbeddedHost() { reopen(); }
  EventLog& log() override { return *log_; }
  void reopen() override {
    log_.reset();
    log_ = must_open({.folder = folder_.path()});
  }
  void trim(Topic topic, Partition partition, Offset start) override {
    EXPECT_TRUE(log_->set_log_start(topic, partition, start).ok());
  }

 private:
  TempFolder folder_;
  std::unique_ptr<EmbeddedLog> log_;
};

}  // namespace

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "muster-log-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<EmbeddedLog> must_open(const EmbeddedLogOptions& options) {
  auto log = open_embedded_log(options);
  if (!log.ok()) throw std::runtime_error(log.error().code + ": " + log.error().hint);
  return std::move(log).value();
}

std::unique_ptr<LogHost> make_host(const std::string& form, std::string& why) {
  if (form == "memory") return std::make_unique<MemoryHost>();
  if (form == "embedded") return std::make_unique<EmbeddedHost>();
  if (form == "mock") return make_mock_host();
  return make_broker_host(why);
}

}  // namespace muster::log::test
