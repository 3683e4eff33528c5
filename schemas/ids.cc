#include "schemas/ids.h"

#include <sys/random.h>

#include <cstdlib>
#include <cstring>

#include <openssl/evp.h>
#include <utf8proc.h>

namespace muster {
namespace {

using Uuid = std::array<unsigned char, 16>;

// 9a4f1c58-6c07-4d8b-8f43-2f6e1b7ac0d5. Stored in every derived id: do not change.
constexpr Uuid kNamespace{0x9a, 0x4f, 0x1c, 0x58, 0x6c, 0x07, 0x4d, 0x8b,
                          0x8f, 0x43, 0x2f, 0x6e, 0x1b, 0x7a, 0xc0, 0xd5};

std::string format_uuid(Uuid uuid, unsigned char version) {
  constexpr char kHex[] = "0123456789abcdef";
  uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | version << 4);
  uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | 0x80);
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[uuid[i] >> 4];
    text += kHex[uuid[i] & 15];
  }
  return text;
}

}  // namespace

std::string derived_id(const std::vector<std::string_view>& fields) {
  std::string message(kNamespace.begin(), kNamespace.end());
  for (const std::string_view field : fields) {
    message += std::to_string(field.size());
    message += ':';
    message += field;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  // Fails only where the process has no memory or no SHA-1, and an id made up then would be wrong.
  if (EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) std::abort();
  Uuid uuid;
  std::memcpy(uuid.data(), digest.data(), uuid.size());
  return format_uuid(uuid, 5);
}

std::string random_id() {
  Uuid uuid;
  // Up to 256 bytes come whole once the kernel's generator is seeded.
  if (getrandom(uuid.data(), uuid.size(), 0) != static_cast<ssize_t>(uuid.size())) std::abort();
  return format_uuid(uuid, 4);
}

std::uint32_t murmur2(std::string_view bytes) {
  constexpr std::uint32_t kSeed = 0x9747b28c;
  constexpr std::uint32_t kMultiplier = 0x5bd1e995;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(bytes.size());
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    std::uint32_t k = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    k *= kMultiplier;
    k ^= k >> 24;
    hash = (hash * kMultiplier) ^ (k * kMultiplier);
  }
  if (i < bytes.size()) {
    for (std::size_t rest = bytes.size() - i; rest > 0; --rest) hash ^= byte(i + rest - 1) << (8 * (rest - 1));
    hash *= kMultiplier;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  return hash ^ hash >> 15;
}

std::uint32_t partition_of(std::string_view record_key, std::uint32_t partitions) {
  return (murmur2(record_key) & 0x7fffffffU) % partitions;
}

namespace {

Error invalid(const char* code, const char* hint) { return Error{code, ErrorClass::invalid, "", hint}; }

enum CharClass : unsigned char { kInTenant = 1, kInSessionId = 2, kPrintable = 4 };

constexpr std::array<unsigned char, 256> kClasses = [] {
  std::array<unsigned char, 256> table{};
  for (unsigned char c = 0x20; c < 0x7F; ++c) table[c] = kPrintable;
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789-")) {
    table[static_cast<unsigned char>(c)] |= kInTenant | kInSessionId;
  }
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ._:")) table[static_cast<unsigned char>(c)] |= kInSessionId;
  return table;
}();

bool only(std::string_view text, CharClass cls) {
  const unsigned char* p = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* const end = p + text.size();
  unsigned char common = 0xFF;
  for (; end - p >= 4; p += 4) common &= kClasses[p[0]] & kClasses[p[1]] & kClasses[p[2]] & kClasses[p[3]];
  for (; p != end; ++p) common &= kClasses[*p];
  return (common & cls) != 0;
}

// NFC of UTF-8 without control characters; false where `text` is something else.
bool fold_to_nfc(std::string_view text, std::string& out) {
  if (only(text, kPrintable)) {
    out = text;
    return true;
  }
  utf8proc_uint8_t* folded = nullptr;
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &folded, kOptions);
  if (length < 0) return false;
  out.assign(reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length));
  std::free(folded);
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(out.data());
  for (utf8proc_ssize_t left = length; left > 0;) {
    utf8proc_int32_t c = 0;
    const auto used = utf8proc_iterate(p, left, &c);
    if (used <= 0 || utf8proc_category(c) == UTF8PROC_CATEGORY_CC) return false;
    p += used;
    left -= used;
  }
  return true;
}

}  // namespace

bool is_tenant(std::string_view text) { return !text.empty() && text.size() <= 64 && only(text, kInTenant); }

bool is_session_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && only(text, kInSessionId) && text != "." && text != "..";
}

bool is_subject(std::string_view text) {
  if (text.empty() || text.size() > 128) return false;
  if (only(text, kPrintable)) return true;
  std::string folded;
  return fold_to_nfc(text, folded) && folded == text;
}

Result<Tenant> parse_tenant(std::string_view text) {
  if (!is_tenant(text)) return invalid("bad_tenant", "a tenant is 1 to 64 of a-z, 0-9 and -");
  return Tenant{text};
}

Result<SubjectId> parse_subject(std::string_view text) {
  constexpr std::size_t kLongestUnfolded = 1024;
  std::string folded;
  if (text.empty() || text.size() > kLongestUnfolded || !fold_to_nfc(text, folded) || folded.size() > 128) {
    return invalid("bad_subject", "a subject is 1 to 128 bytes of UTF-8 without control characters");
  }
  if (folded == "." || folded == "..") return invalid("bad_subject", "a subject is not . or .., which a proxy takes out of paths");
  return SubjectId{std::move(folded)};
}

Result<SessionId> parse_session_id(std::string_view text) {
  if (is_session_id(text)) return SessionId{text};
  return invalid("bad_session_id", "a session id is 1 to 64 of A-Z, a-z, 0-9, '.', '_', ':' and '-'");
}

}  // namespace muster
