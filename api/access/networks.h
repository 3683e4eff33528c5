// Addresses and networks of clients: who is meant behind a proxy. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::access {

// IPv4 and IPv6; an IPv4 address mapped into IPv6 counts as the IPv4 one.
class Networks {
 public:
  // Each "10.0.0.0/8", "::1/128", or one address. error: bad_config (invalid), hint names the text
  static Result<Networks> parse(const std::vector<std::string>& cidrs);

  bool contains(std::string_view address) const;  // false for what is no address
  bool empty() const { return nets_.empty(); }

 private:
  struct Net {
    std::array<std::uint8_t, 16> bytes{};
    unsigned bits = 0;
  };
  std::vector<Net> nets_;
};

// The client's address: the socket's, or where that is a trusted proxy's the rightmost one of
// X-Forwarded-For that is not. What is no address there ends the search: the one right of it counts.
std::string client_address(const http::Request& request, const Networks& trusted_proxies);

// Whether a Host header names this machine as loopback does: localhost, 127.0.0.0/8, ::1, with or without a port.
// A page of elsewhere whose name was made to lead here sends another.
bool names_this_machine(std::string_view host);

// Whether the client is in `open` and came in no way that could hide another. A forwarding header (X-Forwarded-*,
// Forwarded, X-Real-IP and the like) counts only from a trusted proxy, which has to name the client in
// X-Forwarded-For: where it does not, or so that it can't be read, nobody is in `open`. Nor is a client of this
// machine that asked for another Host: it may be a page of elsewhere, or a proxy that does not say so.
bool comes_from(const http::Request& request, const Networks& open, const Networks& trusted_proxies);

}  // namespace muster::access
