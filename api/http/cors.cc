#include "api/http/cors.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace muster::http {
namespace {

constexpr std::string_view kMayBeSent =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Muster-Position, Prefer, "
    "X-API-Key, X-Request-Id";
constexpr std::string_view kMayBeRead =
    "Content-Disposition, ETag, Location, Muster-Position, Preference-Applied, Retry-After, WWW-Authenticate, X-Request-Id";
constexpr std::string_view kRemembered = "600";  // seconds

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.header("access-control-request-method") != nullptr;
}

// Puts what was found of the request to the answer, and gives it on.
class AddingSink final : public ReplySink {
 public:
  AddingSink(Reply reply, std::vector<Pair> headers, bool preflight)
      : reply_(std::move(reply)), headers_(std::move(headers)), preflight_(preflight) {}

  void deliver(Completion completion) noexcept override {
    reply_.set_route(completion.route);
    if (completion.abandoned) return;  // as the reply that goes with this will say
    add(completion.response);
    reply_(std::move(completion.response));
  }

 private:
  void add(Response& response) noexcept {
    const auto allow = std::find_if(response.headers.begin(), response.headers.end(), [](const Pair& p) { return p.first == "Allow"; });
    if (preflight_ && headers_.size() > 1 && allow != response.headers.end()) {
      headers_.emplace_back("Access-Control-Allow-Methods", allow->second);
    }
    response.headers.insert(response.headers.end(), headers_.begin(), headers_.end());
  }

  Reply reply_;
  std::vector<Pair> headers_;
  const bool preflight_;
};

}  // namespace

bool is_origin(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos || (text.substr(0, scheme) != "http" && text.substr(0, scheme) != "https")) return false;
  std::string_view host = text.substr(scheme + 3);
  const auto colon = host.find(':');
  if (colon != std::string_view::npos) {
    unsigned port = 0;
    const char* const end = host.data() + host.size();
    const auto [rest, error] = std::from_chars(host.data() + colon + 1, end, port);
    const bool usual = port == (text.starts_with("https") ? 443U : 80U);
    if (error != std::errc{} || rest != end || port == 0 || port > 65'535 || usual) return false;
    host = host.substr(0, colon);
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

bool Cors::allows(std::string_view origin) const { return std::find(origins_.begin(), origins_.end(), origin) != origins_.end(); }

std::vector<Pair> Cors::headers_for(const Request& request) const {
  std::vector<Pair> out{{"Vary", "Origin"}};  // also of those that have none: a cache must not mix them up
  const std::string* origin = request.header("origin");
  if (origin == nullptr || request.headers.count("origin") != 1 || !allows(*origin)) return out;
  out.emplace_back("Access-Control-Allow-Origin", *origin);
  if (is_preflight(request)) {
    out.emplace_back("Access-Control-Allow-Headers", std::string(kMayBeSent));
    out.emplace_back("Access-Control-Max-Age", std::string(kRemembered));
  } else {
    out.emplace_back("Access-Control-Expose-Headers", std::string(kMayBeRead));
  }
  return out;
}

void Cors::add_to(const Request& request, Response& response) const {
  if (!any()) return;
  for (Pair& field : headers_for(request)) response.headers.push_back(std::move(field));
}

Reply Cors::around(const Request& request, Reply reply) const {
  if (!any()) return reply;
  return Reply(std::make_shared<AddingSink>(std::move(reply), headers_for(request), is_preflight(request)), {});
}

}  // namespace muster::http
