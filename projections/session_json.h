// The session as clients and the sessions topic see it: one JSON object, all fields, in a fixed order;
// what is not known is null. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "projections/rows.h"
#include "projections/view.h"
#include "schemas/json_writer.h"

namespace muster::projections {

// What the row says of its review at `as_of` (semantics §5, Review).
enum class ReviewState : std::uint8_t { none, pending, approved, rejected };
ReviewState review_state(const SessionRow& row, const SessionView& view, Timestamp as_of);
const char* name_of(ReviewState s);

// Appends the session. `view` is view(row, vouched, as_of); `version` is the row's (codec.h).
// Flags, aliases and reviews after `as_of` are left out.
void append_session_json(std::string& out, const SessionRow& row, const SessionView& view,
                         Timestamp as_of, std::string_view version);

// lat, lon and what else a fix says; null where it does not.
void write_position(JsonObjectWriter& json, const Position& position);
// distance_m and verdict, seen from the session's place; null where it has none.
void write_judgement(JsonObjectWriter& json, const SessionRow& row, const Position& position);

}  // namespace muster::projections
