#include "api/access/passwords.h"

#include <sys/mman.h>

#include <array>
#include <charconv>
#include <new>
#include <optional>
#include <stdexcept>

#include <openssl/evp.h>
#include <sodium.h>

namespace muster::access {
namespace {

constexpr std::string_view kDjango = "pbkdf2_sha256$";
constexpr int kMostIterations = 10'000'000;
constexpr std::size_t kHashBytes = 32;

struct Django {
  int iterations = 0;
  std::string_view salt;
  std::array<unsigned char, kHashBytes> hash{};
};

std::optional<Django> parse_django(std::string_view text) {
  if (!text.starts_with(kDjango)) return std::nullopt;
  text.remove_prefix(kDjango.size());
  const std::size_t salt = text.find('$');
  const std::size_t hash = salt == std::string_view::npos ? salt : text.find('$', salt + 1);
  if (hash == std::string_view::npos) return std::nullopt;
  Django out;
  const auto [end, error] = std::from_chars(text.data(), text.data() + salt, out.iterations);
  if (error != std::errc{} || end != text.data() + salt || out.iterations < 1 || out.iterations > kMostIterations) return std::nullopt;
  out.salt = text.substr(salt + 1, hash - salt - 1);
  const std::string_view base64 = text.substr(hash + 1);
  std::size_t size = 0;
  if (sodium_base642bin(out.hash.data(), out.hash.size(), base64.data(), base64.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      size != kHashBytes) {
    return std::nullopt;
  }
  return out;
}

bool matches_django(std::string_view password, const Django& wanted) {
  std::array<unsigned char, kHashBytes> made{};
  const int done = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                                     reinterpret_cast<const unsigned char*>(wanted.salt.data()), static_cast<int>(wanted.salt.size()),
                                     wanted.iterations, EVP_sha256(), static_cast<int>(made.size()), made.data());
  return done == 1 && sodium_memcmp(made.data(), wanted.hash.data(), made.size()) == 0;
}

Error no_memory() { return {"over_budget", ErrorClass::retry, "", "there is no memory to check a password: try again"}; }

class Argon2id final : public Passwords {
 public:
  explicit Argon2id(Argon2Cost cost) : cost_(cost) {
    auto made = hash("nobody's");
    if (!made) throw std::bad_alloc();
    nobodys_ = std::move(made).value();
  }

  Result<std::string> hash(std::string_view password) override {
    std::string out(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.passes, cost_.bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
      return no_memory();
    }
    out.resize(out.find('\0'));
    return out;
  }

  Result<bool> matches(std::string_view password, const std::string& hash) override {
    if (const auto django = parse_django(hash)) return matches_django(password, *django);
    const bool known = hash.starts_with("$argon2id$") && hash.size() < crypto_pwhash_STRBYTES;
    const bool same = verify(known ? hash : nobodys_, password);
    if (!same && !has_memory()) return no_memory();
    return known && same;
  }

  bool outdated(const std::string& hash) override {
    return hash.size() >= crypto_pwhash_STRBYTES || crypto_pwhash_str_needs_rehash(padded(hash).c_str(), cost_.passes, cost_.bytes) != 0;
  }

 private:
  // libsodium reads all of its fixed length.
  static std::string padded(const std::string& hash) {
    std::string out = hash;
    out.resize(crypto_pwhash_STRBYTES, '\0');
    return out;
  }
  static bool verify(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(padded(hash).c_str(), password.data(), password.size()) == 0;
  }

  // Of no memory libsodium says the same as of a wrong password: what it needs is asked for once more.
  bool has_memory() const {
    void* const room = ::mmap(nullptr, cost_.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return room != MAP_FAILED && ::munmap(room, cost_.bytes) == 0;
  }

  const Argon2Cost cost_;
  std::string nobodys_;
};

}  // namespace

std::unique_ptr<Passwords> argon2id(Argon2Cost cost) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  return std::make_unique<Argon2id>(cost);
}

bool is_django_hash(std::string_view hash) { return parse_django(hash).has_value(); }

}  // namespace muster::access
