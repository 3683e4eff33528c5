#include "deploy/muster/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/clocks.h"
#include "deploy/muster/json_text.h"
#include "deploy/muster/text_table.h"

namespace muster::deploy {
namespace {

constexpr long kConnectSeconds = 5;

struct Taken {
  std::string bytes;
  std::size_t most = 0;
};

std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* out) {
  auto& taken = *static_cast<Taken*>(out);
  if (taken.bytes.size() + size * count > taken.most) return 0;
  taken.bytes.append(bytes, size * count);
  return size * count;
}

// A secret that holds a line end would be other headers.
bool is_one_line(std::string_view text) { return text.find_first_of("\r\n") == std::string_view::npos; }

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

struct HttpClient::Impl {
  std::string base_url;
  std::vector<std::string> credentials;
  std::chrono::seconds at_most;
  std::size_t most_bytes;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
};

HttpClient::HttpClient(const ServerFlags& server, std::chrono::seconds at_most, std::size_t most_bytes) : impl_(std::make_unique<Impl>()) {
  impl_->at_most = at_most;
  impl_->most_bytes = most_bytes;
  impl_->base_url = server.url;
  while (impl_->base_url.ends_with('/')) impl_->base_url.pop_back();
  const bool by_key = server.token.empty() || (server.by_key && !server.key.empty());
  const std::string& credential = by_key ? server.key : server.token;
  if (credential.empty() || !is_one_line(credential)) return;
  impl_->credentials.push_back((by_key ? "X-API-Key: " : "Authorization: Bearer ") + credential);
}

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::call(std::string_view method, std::string_view path, std::string_view body,
                                    const std::vector<std::string>& headers) {
  CURL* const curl = impl_->curl.get();
  Taken taken{{}, impl_->most_bytes};
  const std::string url = impl_->base_url + std::string(path);
  std::unique_ptr<curl_slist, FreeList> lines;
  for (const std::vector<std::string>* some : {static_cast<const std::vector<std::string>*>(&impl_->credentials), &headers}) {
    for (const std::string& header : *some) lines.reset(curl_slist_append(lines.release(), header.c_str()));
  }
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, std::string(method).c_str());
  if (method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, std::string(body).c_str());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(impl_->at_most.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_WRITE_ERROR) {
    return Error{"io_error", ErrorClass::refused, impl_->base_url, fmt::format("the answer has more than {} bytes", impl_->most_bytes)};
  }
  if (code != CURLE_OK) {
    return Error{"io_error", ErrorClass::refused, impl_->base_url,
                 fmt::format("no server answers there: {}; start one with `muster serve`, or give its --url",
                             curl_easy_strerror(code))};
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return HttpAnswer{static_cast<int>(status), std::move(taken.bytes)};
}

Error refusal(const HttpAnswer& answer, const std::string& url) {
  using Json = nlohmann::json;
  const Json parsed = Json::parse(answer.body, nullptr, false);
  const Json problem = parsed.is_object() ? parsed : Json::object();
  const auto errors = problem.find("errors");
  const bool placed = errors != problem.end() && errors->is_array() && !errors->empty() && errors->front().is_object();
  std::string why = placed ? fmt::format("{} {}", text_of(errors->front(), "pointer"), text_of(errors->front(), "reason")) : text_of(problem, "detail");
  if (why.empty()) why = text_of(problem, "title");
  if (why.empty()) why = fmt::format("the server answered {}", answer.status);
  const std::string code = text_of(problem, "code");
  return Error{code.empty() ? "internal" : printable(code), ErrorClass::refused, url, printable(why)};
}

Result<Timestamp> server_time(HttpClient& client) {
  const auto answer = client.call("GET", "/readyz", "", {});
  if (!answer) return answer.error();
  constexpr std::string_view kSays = "test clock ";
  const std::size_t at = answer->body.find(kSays);
  if (at == std::string::npos) return SystemWallClock{}.now();
  const std::size_t begin = at + kSays.size();
  return parse_rfc3339(answer->body.substr(begin, answer->body.find('\n', begin) - begin));
}

}  // namespace muster::deploy
