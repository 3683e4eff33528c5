#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "api/access/key_source.h"
#include "api/access/networks.h"

namespace muster::access {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr long kSeconds = 5;

Error io_error(std::string where, std::string hint) { return Error{"io_error", ErrorClass::retry, std::move(where), std::move(hint)}; }

std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* out) {
  auto& text = *static_cast<std::string*>(out);
  if (text.size() + size * count > kMostBytes) return 0;
  text.append(bytes, size * count);
  return size * count;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
  if (text.empty() || text.size() > kMostBytes) return io_error(path, "the set of keys can't be read, or is larger than 256 KiB");
  return text;
}

Result<std::string> read_url(const std::string& url, const char* protocol) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  std::string text;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, protocol);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &text);
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && status == 200) return text;
  return io_error(url, fmt::format("the set of keys can't be had: {}", code != CURLE_OK ? curl_easy_strerror(code) : "not a 200"));
}

// "http://127.0.0.1:8080/keys" -> "127.0.0.1"
std::string host_of(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return {};
  if (authority.starts_with('[')) return std::string(authority.substr(1, authority.find(']') - 1));
  return std::string(authority.substr(0, authority.find(':')));
}

}  // namespace

Result<KeySource::Fetch> jwks_fetch(const std::string& location) {
  if (location.starts_with("https://")) return KeySource::Fetch([location] { return read_url(location, "https"); });
  if (location.starts_with("http://")) {
    const std::string host = host_of(location);
    const Networks loopback = *Networks::parse({"127.0.0.0/8", "::1"});
    if (host == "localhost" || loopback.contains(host)) return KeySource::Fetch([location] { return read_url(location, "http"); });
    return Error{"bad_config", ErrorClass::invalid, "", "keys come over https, or over http from this machine alone"};
  }
  if (location.empty() || location.find("://") != std::string::npos) {
    return Error{"bad_config", ErrorClass::invalid, "", "a set of keys is a file, or at https://…"};
  }
  return KeySource::Fetch([location] { return read_file(location); });
}

}  // namespace muster::access
