#include "api/access/api_key.h"

#include <vector>

#include <fmt/format.h>
#include <sodium.h>

#include "api/access/claims.h"
#include "schemas/digest.h"
#include "schemas/ids.h"

namespace muster::access {
namespace {

constexpr std::string_view kPrefix = "mk.";
constexpr std::size_t kIdBytes = 9;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kMaxKeyBytes = 256;

bool same(const std::string& a, const std::string& b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Parts {
  std::string_view tenant, id;
};

std::optional<Parts> parts_of(std::string_view key) {
  if (key.size() > kMaxKeyBytes || !key.starts_with(kPrefix)) return std::nullopt;
  key.remove_prefix(kPrefix.size());
  const std::size_t tenant = key.find('.');
  if (tenant == std::string_view::npos || !is_tenant(key.substr(0, tenant))) return std::nullopt;
  const std::size_t id = key.find('.', tenant + 1);
  if (id == std::string_view::npos) return std::nullopt;
  return Parts{key.substr(0, tenant), key.substr(tenant + 1, id - tenant - 1)};
}

}  // namespace

std::string random_text(std::size_t bytes) {
  std::vector<unsigned char> random(bytes);
  randombytes_buf(random.data(), random.size());
  std::string out(sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), random.data(), random.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.resize(out.find('\0'));
  return out;
}

std::string claimed_key_id(std::string_view key) {
  const auto parts = parts_of(key);
  return parts ? std::string(parts->id) : std::string{};
}

NewKey make_key(const Tenant& tenant) {
  NewKey out;
  out.id = random_text(kIdBytes);
  out.key = fmt::format("{}{}.{}.{}", kPrefix, tenant.view(), out.id, random_text(kSecretBytes));
  out.hash = sha256_hex(out.key);
  return out;
}

bool is_role_of_keys(Role role) { return role != Role::user && role != Role::supervisor; }

Result<Claimed> bearer_of_key(std::string_view key, const Records& records, Timestamp now) {
  const auto parts = parts_of(key);
  if (!parts) return unauthorized("not an API key of muster");
  const Tenant tenant{parts->tenant};
  const auto record = records.key(tenant, parts->id);
  if (!record || !same(record->hash, sha256_hex(key))) return unauthorized("there is no such API key");
  if (record->expires_at && *record->expires_at <= now) return unauthorized("the API key has expired");
  const auto role = role_by_name(record->role);
  if (!role || !is_role_of_keys(*role)) return unauthorized("the API key has no role");
  return Claimed{{tenant, {*role}, SubjectId{}, "", fmt::format("key:{}", parts->id)}, record->expires_at.value_or(kEndOfTime)};
}

}  // namespace muster::access
