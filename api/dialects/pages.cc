#include "api/dialects/pages.h"

#include <algorithm>

#include "schemas/text.h"

namespace muster::api::dialects {
namespace {

constexpr std::size_t kLargestPage = 100;

Error no_page() { return {"not_found", ErrorClass::refused, "", "Invalid page."}; }

std::string link_to(const http::Request& request, std::size_t page) {
  const std::string* host = request.header("host");
  const std::string* scheme = request.header("x-forwarded-proto");
  std::string link = scheme != nullptr && *scheme == "https" ? "https://" : "http://";
  link += (host != nullptr ? *host : "localhost") + request.path + "?page=" + std::to_string(page);
  for (const auto& [name, value] : request.query) {
    if (name != "page") link += "&" + percent_encoded(name) + "=" + percent_encoded(value);
  }
  return link;
}

std::optional<std::size_t> whole(const http::Request& request, std::string_view name, std::size_t otherwise) {
  const std::string* text = request.query_value(name);
  if (text == nullptr || text->empty()) return otherwise;
  const auto value = number_in(*text);
  if (!value || *value < 1 || *value > kMostPaged || *value != static_cast<double>(static_cast<std::size_t>(*value))) return std::nullopt;
  return static_cast<std::size_t>(*value);
}

}  // namespace

Result<PageAsked> page_asked(const http::Request& request) {
  const PageAsked usual;
  const auto page = whole(request, "page", usual.page);
  const std::size_t size = std::min(whole(request, "page_size", usual.size).value_or(usual.size), kLargestPage);
  if (!page || *page * size > kMostPaged) return no_page();
  return PageAsked{*page, size};
}

Result<http::Response> page_response(const http::Request& request, const PageAsked& asked, std::size_t count, Json results) {
  if (asked.page > 1 && asked.begin() >= count) return no_page();
  const Json next = asked.end() < count ? Json(link_to(request, asked.page + 1)) : Json(nullptr);
  const Json previous = asked.page > 1 ? Json(link_to(request, asked.page - 1)) : Json(nullptr);
  return json_response(200, {{"count", count}, {"next", next}, {"previous", previous}, {"results", std::move(results)}});
}

}  // namespace muster::api::dialects
