#include "deploy/muster/webhook_post.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <memory>
#include <optional>

#include <curl/curl.h>
#include <fmt/format.h>

#include "api/access/networks.h"

namespace muster::deploy {
namespace {

constexpr std::size_t kMostOfAnswer = 64 << 10;

struct Free {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
  void operator()(char* text) const { curl_free(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

struct Parts {
  std::string scheme, host, port;
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  const Owned<char> owned(text);
  return text;
}

std::optional<Parts> parts_of(const std::string& text) {
  const Owned<CURLU> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
  if (!part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty()) return std::nullopt;
  return Parts{part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_HOST), part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
}

std::string address_of(const addrinfo& found) {
  char text[INET6_ADDRSTRLEN] = "";
  if (found.ai_family == AF_INET) inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(found.ai_addr)->sin_addr, text, sizeof text);
  if (found.ai_family == AF_INET6) inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(found.ai_addr)->sin6_addr, text, sizeof text);
  return text;
}

access::Networks networks(const std::vector<std::string>& cidrs) { return *access::Networks::parse(cidrs); }

// IANA's registries of special-purpose addresses.
const access::Networks& special() {
  static const access::Networks kSpecial = networks(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
       "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001::/23", "2001:db8::/32",
       "2002::/16", "3fff::/20"});
  return kSpecial;
}

bool may_call(const std::string& address, bool to_loopback) {
  static const access::Networks kLoopback = networks({"127.0.0.0/8"});
  return is_public_address(address) || (to_loopback && kLoopback.contains(address));
}

// The first address that may be called: all of them are looked at, and one is enough.
Result<std::string> resolve(const Parts& parts, bool to_loopback) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  std::string host = parts.host;
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), parts.port.c_str(), &hints, &found) != 0) {
    return Error{"io_error", ErrorClass::retry, "", "the name of the host has no address at present"};
  }
  const Owned<addrinfo> owned(found);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (const std::string address = address_of(*one); may_call(address, to_loopback)) return address;
  }
  return Error{"forbidden", ErrorClass::refused, "", "the host has private addresses alone: a webhook calls public ones"};
}

// Nobody reads it; more than a little of it ends the call.
std::size_t drop(const char*, std::size_t size, std::size_t count, void* seen) {
  auto& bytes = *static_cast<std::size_t*>(seen);
  bytes += size * count;
  return bytes > kMostOfAnswer ? 0 : size * count;
}

void set_up(CURL* curl, const WebhookTarget& target, const std::string& body, curl_slist* lines, curl_slist* pinned, std::size_t& seen) {
  curl_easy_setopt(curl, CURLOPT_URL, target.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, target.to_loopback ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(curl, CURLOPT_RESOLVE, pinned);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(kWebhookTimeout.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &seen);
}

}  // namespace

bool is_public_address(const std::string& address) {
  static const access::Networks kGlobal = networks({"0.0.0.0/0", "2000::/3"});
  return kGlobal.contains(address) && !special().contains(address);
}

Status check_webhook_url(const WebhookTarget& target) {
  const auto parts = parts_of(target.url);
  const bool scheme = parts && (parts->scheme == "https" || (target.to_loopback && parts->scheme == "http"));
  if (scheme && !parts->host.empty()) return Done{};
  return Error{"bad_config", ErrorClass::invalid, "", "the URL of a webhook begins with https:// and holds no user"};
}

Result<int> post_webhook(const WebhookTarget& target, const std::string& body, const std::vector<std::string>& headers) {
  if (auto status = check_webhook_url(target); !status) return status.error();
  const Parts parts = *parts_of(target.url);
  const auto address = resolve(parts, target.to_loopback);
  if (!address) return address.error();
  const bool six = address->find(':') != std::string::npos;
  const Owned<curl_slist> pinned(curl_slist_append(nullptr, fmt::format("{}:{}:{}{}{}", parts.host, parts.port, six ? "[" : "", *address, six ? "]" : "").c_str()));
  Owned<curl_slist> lines;
  for (const std::string& header : headers) lines.reset(curl_slist_append(lines.release(), header.c_str()));
  const Owned<CURL> curl(curl_easy_init());
  std::size_t seen = 0;
  set_up(curl.get(), target, body, lines.get(), pinned.get(), seen);
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0)) return static_cast<int>(status);
  return Error{"io_error", ErrorClass::retry, "", curl_easy_strerror(code)};
}

}  // namespace muster::deploy
