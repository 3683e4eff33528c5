#include "api/token_signer.h"

#include <sodium.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "projections/bytes.h"

namespace muster::api {
namespace {

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

std::string random_key() {
  std::string key(kKeyBytes, '\0');
  if (sodium_init() < 0) std::abort();  // no source of randomness: nothing can be signed
  randombytes_buf(key.data(), key.size());
  return key;
}

}  // namespace

TokenSigner::TokenSigner(std::string key) : key_(key.empty() ? random_key() : std::move(key)) {}

std::string TokenSigner::mac(std::string_view scope, std::string_view payload) const {
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

std::string TokenSigner::sign(std::string_view scope, std::string_view payload) const {
  return to_base64(mac(scope, payload).append(payload));
}

std::optional<std::string> TokenSigner::verified(std::string_view scope, std::string_view token) const {
  std::string bytes = from_base64(token);
  if (bytes.size() <= kMacBytes) return std::nullopt;
  const std::string_view payload = std::string_view(bytes).substr(kMacBytes);
  if (sodium_memcmp(mac(scope, payload).data(), bytes.data(), kMacBytes) != 0) return std::nullopt;
  return bytes.substr(kMacBytes);
}

}  // namespace muster::api
