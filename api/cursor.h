// Where a list goes on: its filters, the as_of of its first page and the key of its last entry, as a signed
// token. Any thread.
//
//   payload = version (1) as_of (zigzag ms) last_key count (name value)...; texts with their length
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/token_signer.h"
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
  explicit CursorSigner(std::string key) : signer_(std::move(key)) {}  // as TokenSigner has it

  // `scope`: what the cursor is good for, such as route and tenant; another scope refuses it.
  std::string encode(std::string_view scope, const Cursor& cursor) const;
  // error: bad_cursor (invalid)
  Result<Cursor> decode(std::string_view scope, std::string_view token) const;

 private:
  const TokenSigner signer_;
};

}  // namespace muster::api
