// Bodies of writes become drafts: JSON objects and arrays of one type, and CloudEvents structured,
// batched, as NDJSON and binary. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/draft.h"
#include "ingest/item_fields.h"
#include "schemas/result.h"

namespace muster::ingest {

// The calls that write events. Their paths are part of derived ids: do not change.
enum class Call : std::uint8_t { check_ins, pings, locations, check_outs, events, amend, review, close };
std::string_view path_of(Call call);
// Of a call whose path names a session.
std::string path_of(Call call, const SessionId& session);

// A session that a path names: of amend, review and close.
struct Named {
  SubjectId subject;
  SessionId session;
};

struct Body {
  Call call{};
  std::string_view content_type;  // as sent
  std::string_view text;
  std::vector<std::pair<std::string_view, std::string_view>> ce_headers;  // ce-id, ...; lower-case names
  std::vector<Named> named{};     // of amend, review and close: the one object is said of each of them
};

struct BodyRules {
  bool replay = false;          // fields that the server writes in are taken as given
  bool content_ids = true;      // ids may have to be made from an item's content
  std::size_t max_items = 10'000;
};

// What is wrong with an item is in its draft. Errors, of the whole body:
//   bad_json, bad_utf8, duplicate_key (invalid)
//   unsupported_media_type, too_many_items, empty_batch, bad_field (refused)
// In NDJSON each line stands for itself, unreadable ones too.
Result<Batch> read_body(const Body& body, const BodyRules& rules);

}  // namespace muster::ingest
