#include "deploy/muster/replace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0;
}

// That the name is the new file's is in the folder: where it may be read, which it need not be.
void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Status replace_file(const fs::path& file, std::string_view bytes) {
  std::error_code fault;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), fault);
  std::string beside = file.string() + ".XXXXXX";
  const int fd = ::mkstemp(beside.data());
  const bool written = fd >= 0 && write_all(fd, bytes);
  if (fd >= 0) ::close(fd);
  if (written) {
    fs::rename(beside, file, fault);
    if (!fault) {
      sync_folder(file.parent_path());
      return Done{};
    }
  }
  if (fd >= 0) ::unlink(beside.c_str());
  return Error{"io_error", ErrorClass::refused, file.string(), "the file can't be written"};
}

}  // namespace muster::deploy
