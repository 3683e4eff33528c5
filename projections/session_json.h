// The session as clients and the sessions topic see it: one JSON object, all fields, in a fixed order;
// what is not known is null. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "projections/rows.h"
#include "projections/view.h"
#include "schemas/json_writer.h"

namespace muster::projections {

// Appends the session. `view` is view(row, vouched, as_of) with add_flags; `version` is the row's
// (codec.h). Aliases and reviews after `as_of` are left out.
void append_session_json(std::string& out, const SessionRow& row, const SessionView& view,
                         Timestamp as_of, std::string_view version);

// lat, lon and what else a fix says; null where it does not.
void write_position(JsonObjectWriter& json, const Position& position);
// distance_m and verdict, seen from the session's place; null where it has none.
void write_judgement(JsonObjectWriter& json, const SessionRow& row, const Position& position);

}  // namespace muster::projections
