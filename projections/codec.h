// The bytes of every stored row. Equal rows have equal bytes and the other way round, in every
// process. Pure; any thread.
//
//   row      = version (1 byte, 1) fields, in the order in which codec_fields.h and codec_*.cc list them
//   field    = number: varint | signed, time (ms), duration (ms): zigzag | real: 8 bytes LE
//            | flag: 0 or 1 | enum: 1 byte | string, id: length bytes | struct: its fields
//            | list: count entries | map: count (key value), keys rising
//            | optional: 0, or 1 value | mask: varint, bit i set where the i-th of the optionals
//              that stand together is there; then those
//   components = count (zigzag start - end of the one before; varint alive_to - start;
//                       zigzag alive_to - counted_to)
//
// Edge rows have no version of their own: edges.h. A change of any of this is a change of format
// (kStoreFormat in store_meta.h), and of golden bytes in a test.
//
// decode: error store_corrupt (corrupt), where = the kind of row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "projections/component.h"
#include "projections/cover.h"
#include "projections/index_rows.h"
#include "projections/rows.h"
#include "schemas/result.h"

namespace muster::projections {

std::string encode(const SessionRow& row);
std::string encode(const HistoryRow& row);
std::string encode(const IdentityRow& row);
std::string encode(const Checkpoint& row);
std::string encode(const SubjectHead& row);
std::string encode(const DayLiveness& row);
std::string encode(const TrailFix& row);
std::string encode(const Evidence& row);
std::string encode(const IdOwner& row);
std::string encode(const ActiveEntry& row);
std::string encode(const DayEntry& row);
std::string encode(const CoverDay& row);
std::string encode(const NextOffset& row);
std::string encode(const OutboxRow& row);

Result<SessionRow> decode_session(std::string_view bytes);
Result<HistoryRow> decode_history(std::string_view bytes);
Result<IdentityRow> decode_identity(std::string_view bytes);
Result<Checkpoint> decode_checkpoint(std::string_view bytes);
Result<SubjectHead> decode_subject_head(std::string_view bytes);
Result<DayLiveness> decode_day_liveness(std::string_view bytes);
Result<TrailFix> decode_trail_fix(std::string_view bytes);
Result<Evidence> decode_evidence(std::string_view bytes);
Result<IdOwner> decode_id_owner(std::string_view bytes);
Result<ActiveEntry> decode_active_entry(std::string_view bytes);
Result<DayEntry> decode_day_entry(std::string_view bytes);
Result<CoverDay> decode_cover_day(std::string_view bytes);
Result<NextOffset> decode_next_offset(std::string_view bytes);
Result<OutboxRow> decode_outbox(std::string_view bytes);

// Of the row's bytes: 16 hex digits of XXH3-64. Clients see it as `version`.
std::string row_version(const SessionRow& row);
// The same, where the bytes are at hand.
std::string row_version(std::string_view session_bytes);
// Names the content of a fix in its key.
std::uint64_t content_hash(std::string_view fix_bytes);

// The one error of damaged rows, for whoever finds one.
Error corrupt_row(std::string_view kind_of_row);

}  // namespace muster::projections
