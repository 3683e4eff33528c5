// Which sessions a closing of many is about, and which of those that were seen may still be closed. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/close_call.h"
#include "api/close_tokens.h"
#include "api/services.h"

namespace muster::api {

struct ClosableFound {
  bool more = false;  // there are more than one call closes
};

// The active sessions of the filters that `who` may close, oldest first: appends them to `items` as a JSON
// array, and to `seen`. Throws ReadFailure. error: too_many_rows (refused): too much to look through
Result<ClosableFound> search_closable(const projections::Reads& rows, const Services& services, const access::Principal& who,
                                      const CloseCall& call, std::string& items, std::vector<SeenSession>& seen);

// Why it is not to be closed now: not_found (also where it is out of sight), not_allowed, already_closed,
// changed. Empty: it is as it was seen. Throws ReadFailure.
std::string_view why_left(const projections::Reads& rows, const Services& services, const access::Principal& who,
                          const SeenSession& seen);

}  // namespace muster::api
