#include "api/paging.h"

#include <algorithm>
#include <array>

#include "projections/bytes.h"

namespace muster::api {
namespace {

// How a list is looked at; all other parameters say what is on it.
constexpr std::array<std::string_view, 4> kNotFilters{"cursor", "limit", "count", "format"};

bool is_filter(const http::Pair& pair) {
  return std::find(kNotFilters.begin(), kNotFilters.end(), pair.first) == kNotFilters.end();
}

std::vector<http::Pair> filters_of(const std::vector<http::Pair>& query) {
  std::vector<http::Pair> filters;
  std::copy_if(query.begin(), query.end(), std::back_inserter(filters), is_filter);
  std::sort(filters.begin(), filters.end());
  return filters;
}

std::vector<http::Pair> without_filters(const std::vector<http::Pair>& query) {
  std::vector<http::Pair> rest;
  std::copy_if(query.begin(), query.end(), std::back_inserter(rest), [](const auto& pair) { return !is_filter(pair); });
  return rest;
}

// A cursor is good for the list that gave it, and for whom it was given to.
std::string scope_of(const Reading& reading) {
  projections::ByteWriter scope;
  scope.text(reading.who.credential());
  scope.text(reading.request.path);
  return scope.take();
}

}  // namespace

Result<Page> open_page(Reading& reading) {
  Page page;
  page.limit = static_cast<std::size_t>(reading.params.integer("limit", 1, kMostPerPage).value_or(kDefaultPerPage));
  page.filters = filters_of(reading.request.query);
  page.scope = scope_of(reading);
  const std::string* token = reading.params.find("cursor");
  if (token == nullptr) return page;
  auto cursor = reading.signer.decode(page.scope, *token);
  if (!cursor.ok()) return cursor.error();
  if (!page.filters.empty() && page.filters != cursor->filters) {
    return Error{"bad_cursor", ErrorClass::invalid, "/cursor", "The cursor belongs to other filters."};
  }
  std::vector<http::Pair> query = without_filters(reading.request.query);
  query.insert(query.end(), cursor->filters.begin(), cursor->filters.end());
  reading.params.replace(std::move(query));
  reading.as_of = cursor->as_of;
  reading.live = false;
  page.goes_on = reading.params.find("as_of") == nullptr;
  page.filters = std::move(cursor->filters);
  page.after = std::move(cursor->last_key);
  return page;
}

std::string next_cursor(const Reading& reading, const Page& page, std::string last_key) {
  return reading.signer.encode(page.scope, {reading.as_of, std::move(last_key), page.filters});
}

}  // namespace muster::api
