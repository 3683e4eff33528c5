#include "api/access/networks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>

#include "schemas/text.h"

namespace muster::access {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr unsigned kBits = 128;
constexpr unsigned kMappedBits = 96;  // of ::ffff:a.b.c.d, before the IPv4 address
constexpr std::string_view kForwarded = "x-forwarded-";
constexpr std::array<std::string_view, 7> kForwarding{"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip",
                                                      "true-client-ip", "cf-connecting-ip"};

struct Parsed {
  Bytes bytes{};
  bool v4 = false;
};

std::optional<Parsed> parse_address(std::string_view text) {
  const std::string address{text};
  Parsed out;
  if (inet_pton(AF_INET6, address.c_str(), out.bytes.data()) == 1) return out;
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) != 1) return std::nullopt;
  out.bytes = {};
  out.bytes[10] = out.bytes[11] = 0xff;
  std::memcpy(out.bytes.data() + 12, &v4, sizeof v4);
  out.v4 = true;
  return out;
}

bool same_bits(const Bytes& a, const Bytes& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

}  // namespace

Result<Networks> Networks::parse(const std::vector<std::string>& cidrs) {
  Networks out;
  for (const std::string& text : cidrs) {
    const Error bad{"bad_config", ErrorClass::invalid, "", "'" + text + "' is no network, as 10.0.0.0/8 is"};
    const std::size_t slash = text.find('/');
    const auto address = parse_address(std::string_view{text}.substr(0, slash));
    if (!address) return bad;
    unsigned bits = address->v4 ? kBits - kMappedBits : kBits;
    if (slash != std::string::npos) {
      const unsigned most = bits;
      const char* const end = text.data() + text.size();
      const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc{} || rest != end || bits > most) return bad;
    }
    out.nets_.push_back({address->bytes, address->v4 ? bits + kMappedBits : bits});
  }
  return out;
}

bool Networks::contains(std::string_view text) const {
  const auto address = parse_address(text);
  return address && std::any_of(nets_.begin(), nets_.end(),
                                [&](const Net& net) { return same_bits(net.bytes, address->bytes, net.bits); });
}

namespace {

bool forwarded(const http::Request& request) {
  const auto& fields = request.headers.all();
  return std::any_of(fields.begin(), fields.end(), [](const http::Pair& field) {
    return field.first.starts_with(kForwarded) || std::find(kForwarding.begin(), kForwarding.end(), field.first) != kForwarding.end();
  });
}

// What proxies say of the client.
struct Told {
  std::string address;    // as far as it could be followed
  bool followed = true;   // each that was trusted named whom it had it from, or was the first
};

Told told(const http::Request& request, const Networks& trusted_proxies) {
  Told out{request.peer_address, true};
  const auto& fields = request.headers.all();
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (field->first != "x-forwarded-for") continue;
    std::string_view list = field->second;
    for (bool more = true; more && trusted_proxies.contains(out.address);) {
      const std::size_t comma = list.rfind(',');
      more = comma != std::string_view::npos;
      const std::string_view next = trimmed(more ? list.substr(comma + 1) : list);
      if (!parse_address(next)) return {out.address, false};
      out.address = next;
      list = more ? list.substr(0, comma) : std::string_view{};
    }
  }
  return out;
}

}  // namespace

std::string client_address(const http::Request& request, const Networks& trusted_proxies) {
  return told(request, trusted_proxies).address;
}

namespace {
bool is_loopback(std::string_view address) {
  static const Networks kLoopback = *Networks::parse({"127.0.0.0/8", "::1"});
  return kLoopback.contains(address);
}
}  // namespace

bool names_this_machine(std::string_view host) {
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') - 1);
  } else if (const auto colon = host.rfind(':'); colon != std::string_view::npos) {
    host = host.substr(0, colon);
  }
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name == "localhost" || name.ends_with(".localhost") || is_loopback(name);
}

bool comes_from(const http::Request& request, const Networks& open, const Networks& trusted_proxies) {
  const bool by_proxy = trusted_proxies.contains(request.peer_address);
  if (by_proxy ? request.header("x-forwarded-for") == nullptr : forwarded(request)) return false;
  const std::string* host = request.header("host");
  if (!by_proxy && host != nullptr && is_loopback(request.peer_address) && !names_this_machine(*host)) return false;
  const Told client = told(request, trusted_proxies);
  return client.followed && open.contains(client.address);
}

}  // namespace muster::access
