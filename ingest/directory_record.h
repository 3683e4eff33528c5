// What clients may put into the directory: the fields of subjects, places and devices, checked. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/item_reader.h"
#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::ingest {

struct RecordRead {
  std::string id;
  std::vector<Error> faults;  // all of them; with any, the record does not hold
  std::string record;         // RFC 8785, without the id
};

// A body that is one record. The id may stand in it if it is the one of the path. Further fault: unknown_zone.
// errors: bad_json, bad_utf8, duplicate_key (invalid)
Result<RecordRead> read_directory_record(DirectoryType type, std::string_view id, std::string_view body);

struct RecordsRead {
  bool list = false;  // an array came, so that a list is answered
  std::vector<RecordRead> items;
};
inline constexpr std::size_t kMostRecords = 10'000;

// A body that is one record or an array of them; each names its id.
// errors: as above; too_many_items, empty_batch, bad_field (refused)
Result<RecordsRead> read_directory_records(DirectoryType type, std::string_view body);

// Reads the record that an event carries, as read_directory_record() reads a body: every fault with its
// pointer. Types whose fields are not known here yet are objects of any fields.
void read_record(ItemReader& in, Draft& draft);

// What only an admin changes: role, department, login. Others keep what `present` has; error:
// forbidden (refused) where `record` says something else.
Result<std::string> keep_standing(std::string_view record, std::string_view present);

}  // namespace muster::ingest
