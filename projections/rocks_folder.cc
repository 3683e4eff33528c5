#include "projections/rocks_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "projections/rocks_parts.h"

namespace muster::projections {

RocksFolder::RocksFolder(RocksFolder&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

RocksFolder& RocksFolder::operator=(RocksFolder&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

RocksFolder::~RocksFolder() {
  if (fd_ >= 0) ::close(fd_);
}

// RocksDB tells two owners in one process apart by the name of the folder alone: here it has none.
Result<RocksFolder> RocksFolder::hold(const std::string& folder) {
  RocksFolder held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (held.fd_ < 0) return rocks_error(rocksdb::Status::IOError(), folder);
  if (::flock(held.fd_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return rocks_error(rocksdb::Status::IOError("lock ", "LOCK"), folder);
  }
  return held;
}

std::string RocksFolder::path() const { return "/proc/self/fd/" + std::to_string(fd_); }

}  // namespace muster::projections
