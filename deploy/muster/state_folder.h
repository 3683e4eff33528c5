// The folder of a state whose server is stopped: holding it, moving it aside. One thread.
#pragma once

#include <filesystem>

#include "deploy/muster/settings.h"
#include "schemas/result.h"

namespace muster::deploy {

// Holds RocksDB's own lock of a folder, where there is one, so that no server can open it meanwhile.
class FolderLock {
 public:
  // error: store_locked (refused): a server has it
  static Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;  // -1: there is nothing to hold
};

// A name in the folder of snapshots (settings_of_state), or any folder.
std::filesystem::path snapshot_folder(const Settings& settings, const std::string& name_or_folder);

// Renames `folder` to the first of folder.old-1, folder.old-2, ... that is free. Put back it is another store, as a
// copy is (outbox_owner.h): another one has announced since. error: io_error (refused)
Result<std::filesystem::path> move_aside(const std::filesystem::path& folder);

}  // namespace muster::deploy
