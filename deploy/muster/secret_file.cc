#include "deploy/muster/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "deploy/muster/replace_file.h"

namespace muster::deploy {
namespace {

constexpr mode_t kOthers = 077;

Error io_error(const std::filesystem::path& file, const char* hint) { return Error{"io_error", ErrorClass::refused, file.string(), hint}; }

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Result<std::string> read(const std::filesystem::path& path, const File& file) {
  struct stat about {};
  if (::fstat(file.fd(), &about) != 0 || (about.st_mode & kOthers) != 0) return io_error(path, "others may read this secret: chmod 600, and think of a new one");
  std::array<char, 4096> bytes;
  const ssize_t got = ::read(file.fd(), bytes.data(), bytes.size());
  if (got <= 0) return io_error(path, "the file can't be read");
  std::string text(bytes.data(), static_cast<std::size_t>(got));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

Result<std::string> secret_of_file(const std::filesystem::path& path, const std::string& fresh) {
  {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file) return read(path, file);
    if (errno != ENOENT) return io_error(path, "the file can't be read");
  }
  if (auto status = replace_file(path, fresh + "\n"); !status) return status.error();
  return fresh;
}

}  // namespace muster::deploy
