// Where a list goes on: its filters, the as_of of its first page and the key of its last entry,
// signed, so that a client can't make one up. Any thread.
//
//   token   = base64url(mac payload); mac = first 16 bytes of HMAC-SHA-256 under the key over scope payload
//   payload = version (1) as_of (zigzag ms) last_key count (name value)...; texts with their length
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api {

struct Cursor {
  Timestamp as_of{};
  std::string last_key;               // as the query gave it
  std::vector<http::Pair> filters;    // the query's, sorted
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

class CursorSigner {
 public:
  // `key`: any bytes; who knows them can make cursors.
  explicit CursorSigner(std::string key) : key_(std::move(key)) {}
  static std::string random_key();

  // `scope`: what the cursor is good for, such as route and tenant; another scope refuses it.
  std::string encode(std::string_view scope, const Cursor& cursor) const;
  // error: bad_cursor (invalid)
  Result<Cursor> decode(std::string_view scope, std::string_view token) const;

 private:
  std::string mac(std::string_view scope, std::string_view payload) const;
  std::string key_;
};

}  // namespace muster::api
