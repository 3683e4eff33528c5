// A list goes on where its cursor says, under the filters and the as_of of its first page. One thread.
#pragma once

#include <optional>
#include <string>

#include "api/reading.h"

namespace muster::api {

struct Page {
  std::size_t limit = 0;
  std::optional<std::string> after;   // last_key of the cursor
  std::vector<http::Pair> filters;    // what the next cursor has to hold
  std::string scope;
  bool goes_on = false;               // a later page of a list whose first was of the present
};

inline constexpr std::int64_t kMostPerPage = 1000;
inline constexpr std::int64_t kDefaultPerPage = 100;

// Reads `limit` and `cursor`. With a cursor its filters and as_of replace those of `reading`; filters
// given beside it must be the same. error: bad_cursor (invalid)
Result<Page> open_page(Reading& reading);

// The cursor of the page after, from the key of the last entry that was looked at.
std::string next_cursor(const Reading& reading, const Page& page, std::string last_key);

}  // namespace muster::api
