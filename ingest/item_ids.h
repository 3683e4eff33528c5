// The ids that an item gets at the door (docs/semantics.md, Ids): derived, so that a retry makes the same,
// or random. Pure but for the random ones; any thread.
//
// Grammar of the fields that derived_id() is given; stored, do not change:
//   by key      "key", tenant, caller, method, path, Idempotency-Key, index
//   by content  "content", tenant, subject, type, RFC 8785 of the client's object without `sentat`
//               (where the path names a session: its id and a blank before it)
//   by event    "event", tenant, subject, type, source, id   session ids alone, where the client named the event
// Session ids have a further field "session".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ingest/draft.h"

namespace muster::ingest {

struct IdBasis {
  std::string_view caller;
  std::string_view method;
  std::string_view path;
  std::string_view idempotency_key;  // empty: none
  std::size_t index = 0;             // of the item in its body
};

// Gives the draft the ids it lacks. Tenant, subject and source are there already. True: a retry of
// the same request gets the same ids.
bool give_ids(Draft& draft, const IdBasis& basis);

}  // namespace muster::ingest
