#include "api/cursor.h"

#include <sodium.h>

#include <array>
#include <cstdlib>

#include "projections/bytes.h"

namespace muster::api {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kKeyBytes = 32;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kBase64);
  text.pop_back();  // the terminating zero
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), nullptr, &length, nullptr, kBase64);
  bytes.resize(failed == 0 ? length : 0);
  return bytes;
}

Error bad_cursor() {
  return {"bad_cursor", ErrorClass::invalid, "/cursor", "Take next_cursor of the page before, or begin without one."};
}

}  // namespace

std::string CursorSigner::random_key() {
  std::string key(kKeyBytes, '\0');
  if (sodium_init() < 0) std::abort();  // no source of randomness: nothing can be signed
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string CursorSigner::mac(std::string_view scope, std::string_view payload) const {
  projections::ByteWriter signed_bytes;
  signed_bytes.text(scope);
  signed_bytes.text(payload);
  const std::string bytes = signed_bytes.take();
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> out{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  crypto_auth_hmacsha256_final(&state, out.data());
  return {reinterpret_cast<const char*>(out.data()), kMacBytes};
}

std::string CursorSigner::encode(std::string_view scope, const Cursor& cursor) const {
  projections::ByteWriter out;
  out.byte(kVersion);
  out.zigzag(to_ms(cursor.as_of));
  out.text(cursor.last_key);
  out.varint(cursor.filters.size());
  for (const auto& [name, value] : cursor.filters) {
    out.text(name);
    out.text(value);
  }
  const std::string payload = out.take();
  return to_base64(mac(scope, payload) + payload);
}

Result<Cursor> CursorSigner::decode(std::string_view scope, std::string_view token) const {
  const std::string bytes = from_base64(token);
  if (bytes.size() <= kMacBytes) return bad_cursor();
  const std::string_view payload = std::string_view(bytes).substr(kMacBytes);
  if (sodium_memcmp(mac(scope, payload).data(), bytes.data(), kMacBytes) != 0) return bad_cursor();
  projections::ByteReader in(payload);
  if (in.byte() != kVersion) return bad_cursor();
  Cursor cursor;
  cursor.as_of = from_ms(in.zigzag());
  cursor.last_key = in.text();
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    std::string name(in.text());
    cursor.filters.emplace_back(std::move(name), std::string(in.text()));
  }
  if (!in.ok() || !in.at_end()) return bad_cursor();
  return cursor;
}

}  // namespace muster::api
