// Bytes that a client keeps for us and gives back: signed, so that it can't make them up or change them. Who has
// the key reads what another process with it has signed. Any thread.
//
//   token = base64url(mac payload); mac = first 16 bytes of HMAC-SHA-256 under the key over scope payload
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster::api {

class TokenSigner {
 public:
  // `key`: any bytes; who knows them can make tokens. Empty: a random one.
  explicit TokenSigner(std::string key);

  // `scope`: what the token is good for, and whom; another scope refuses it.
  std::string sign(std::string_view scope, std::string_view payload) const;
  // The payload; empty where this key did not sign it for that scope.
  std::optional<std::string> verified(std::string_view scope, std::string_view token) const;

 private:
  std::string mac(std::string_view scope, std::string_view payload) const;
  std::string key_;
};

}  // namespace muster::api
