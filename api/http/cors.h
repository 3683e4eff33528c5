// Cross-origin requests (the Fetch standard): which pages of other origins may read answers. Credentials come
// in headers that a page must add itself, never as cookies, so Access-Control-Allow-Credentials is never sent.
// Immutable; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/http/reply.h"

namespace muster::http {

// An origin as a browser sends it: scheme, host in lower case, port unless it is the scheme's.
bool is_origin(std::string_view text);

class Cors {
 public:
  Cors() = default;
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  bool any() const { return !origins_.empty(); }

  // What an answer to `request` says of it. Of a preflight the methods are those of the answer's Allow.
  void add_to(const Request& request, Response& response) const;
  // A reply that adds that to the answer, however late it comes.
  Reply around(const Request& request, Reply reply) const;

 private:
  bool allows(std::string_view origin) const;
  std::vector<Pair> headers_for(const Request& request) const;

  std::vector<std::string> origins_;
};

}  // namespace muster::http
