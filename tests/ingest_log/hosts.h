// How the tests of this folder come by their logs and folders.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "ingest/log/embedded_log.h"
#include "tests/ingest_log/log_host.h"

namespace muster::log::test {

class TempFolder {  // gone with the object
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<EmbeddedLog> must_open(const EmbeddedLogOptions& options);  // throws

std::unique_ptr<LogHost> make_mock_host();
// The broker that MUSTER_TEST_KAFKA names (host:port); topics under a prefix of this host alone.
std::unique_ptr<LogHost> make_broker_host(std::string& why);

}  // namespace muster::log::test
