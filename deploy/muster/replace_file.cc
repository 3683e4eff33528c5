#include "deploy/muster/replace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <system_error>

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0;
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
    if (!fault) return Done{};
  }
  if (fd >= 0) ::unlink(beside.c_str());
  return Error{"io_error", ErrorClass::refused, file.string(), "the file can't be written"};
}

}  // namespace muster::deploy
