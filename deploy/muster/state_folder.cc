#include "deploy/muster/state_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include <fmt/format.h>

#include "projections/snapshot.h"

namespace muster::deploy {

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const int fd = ::open((folder / "LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return FolderLock(-1);
  FolderLock lock(fd);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(fd, F_SETLK, &whole) == 0) return lock;
  return Error{"store_locked", ErrorClass::refused, folder.string(), "a server uses this state: stop it first"};
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

std::filesystem::path snapshot_folder(const Settings& settings, const std::string& name_or_folder) {
  if (!projections::is_snapshot_name(name_or_folder)) return name_or_folder;
  const std::string& all = settings.text("snapshots");
  return (all.empty() ? std::filesystem::path(settings.text("data")) / "snapshots" : std::filesystem::path(all)) / name_or_folder;
}

Result<std::filesystem::path> move_aside(const std::filesystem::path& folder) {
  const Error refused{"io_error", ErrorClass::refused, folder.string(), "the folder can't be renamed: see that this user may"};
  std::error_code error;
  std::filesystem::remove(folder / "IDENTITY", error);  // before: who dies between the two has it in place, and another
  if (error) return refused;
  for (int number = 1;; ++number) {
    std::filesystem::path aside = fmt::format("{}.old-{}", folder.string(), number);
    if (std::filesystem::exists(aside, error)) continue;
    std::filesystem::rename(folder, aside, error);
    if (!error) return aside;
    return refused;
  }
}

}  // namespace muster::deploy
