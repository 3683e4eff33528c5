// Hashes of passwords: argon2id by libsodium, and those that came from Django (pbkdf2_sha256$…), which are
// checked and replaced. Slow by intent: never on a thread that answers requests (password_pool.h). A port, so
// that tests count; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace muster::access {

inline constexpr std::size_t kLeastPassword = 8;  // characters
inline constexpr std::size_t kMostPassword = 256;

class Passwords {
 public:
  virtual ~Passwords() = default;

  // error, of both: over_budget (retry): there is no memory for it now
  virtual Result<std::string> hash(std::string_view password) = 0;
  // False for what is no hash, too, at the cost of one.
  virtual Result<bool> matches(std::string_view password, const std::string& hash) = 0;
  // True where a good password should be hashed again.
  virtual bool outdated(const std::string& hash) = 0;
};

struct Argon2Cost {
  std::uint64_t passes = 2;
  std::size_t bytes = std::size_t{64} << 20;  // of memory, each hash at a time
};
// Knows one hash of nobody's password, for log-ins that there are not.
std::unique_ptr<Passwords> argon2id(Argon2Cost cost = {});

// "pbkdf2_sha256$iterations$salt$base64", of at most 10,000,000 iterations.
bool is_django_hash(std::string_view hash);

}  // namespace muster::access
