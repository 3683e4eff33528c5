#include "api/access/token_cache.h"

#include <sodium.h>

namespace muster::access {

TokenHash hash_of(std::string_view token) {
  TokenHash hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
  return hash;
}

}  // namespace muster::access
