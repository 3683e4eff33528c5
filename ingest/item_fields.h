// What an item of each type may say, and what it must. A part of reading bodies (body.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ingest/draft.h"
#include "ingest/item_reader.h"

namespace muster::ingest {

enum class ItemType : std::uint8_t { check_in, ping, location, check_out, amendment, review, directory };

struct TypeName {
  ItemType type;
  DirectoryType directory{};  // of ItemType::directory
};
// muster.checkin.v1 and the like; empty for a type that this build does not know.
std::optional<TypeName> item_type(std::string_view name);

// Makes the draft's data one of that type, with nothing said yet.
void start_data(TypeName type, Draft& draft);

// The fields of `data`. Directory records have none: read_record() (directory_record.h) knows theirs.
FieldTable data_fields(ItemType type);

// The same where the path names the session: its data begins with it, and no field does. A check-out
// is the admin's then, and says why in its notes.
void start_data_of(const SubjectId& subject, const SessionId& session, ItemType type, Draft& draft);
FieldTable fields_of_named(ItemType type);
FieldTable named_call_fields();

// `subject`, `time`, `sentat`: of items of the calls that stand for one type.
FieldTable call_fields();

// Notes what the data lacks. Call when the object was read.
void check_data(ItemReader& in, Draft& draft);

}  // namespace muster::ingest
