// Lists by number of page, as {count, next, previous, results}. Pure; any thread.
#pragma once

#include <cstddef>

#include "api/dialects/wire.h"

namespace muster::api::dialects {

struct PageAsked {
  std::size_t page = 1;
  std::size_t size = 20;

  std::size_t begin() const { return (page - 1) * size; }
  std::size_t end() const { return page * size; }
};

inline constexpr std::size_t kMostPaged = 50'000;  // how far pages go

// ?page and ?page_size. error: not_found (refused) for what is no page
Result<PageAsked> page_asked(const http::Request& request);

// `results` are those of the page; next and previous lead to this call under the host it was asked at.
// error: not_found (refused), a page behind the last one
Result<http::Response> page_response(const http::Request& request, const PageAsked& asked, std::size_t count, Json results);

}  // namespace muster::api::dialects
