// Asks a running server for a snapshot: for commands. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "deploy/muster/http_client.h"
#include "schemas/result.h"

namespace muster::deploy {

struct SnapshotMade {
  std::string name;
  std::filesystem::path folder;  // on the server's machine
  std::uint64_t files = 0, bytes = 0;
  std::string json;              // all that it said
};

// `name` may be empty: the server's time. Waits for as long as it takes, at most an hour. errors, where =
// the server: io_error (refused) if nobody answers; what the server refused it for
Result<SnapshotMade> ask_for_snapshot(const ServerFlags& server, const std::string& name);

}  // namespace muster::deploy
