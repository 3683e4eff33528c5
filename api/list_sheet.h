// Lists as sheets, made of their JSON: a row an item, of all pages. What columns each has is said in one table.
// Any thread.
#pragma once

#include <span>
#include <string_view>

#include "api/reading.h"

namespace muster::api {

// How a column is found in an item, and written. Texts, numbers and truths as they are; a list with blanks, an
// object as "name=value; name=value".
struct Column {
  enum class As { value, time, json };
  std::string_view name;
  std::string_view pointer = {};  // RFC 6901, into the item; empty: the field of that name
  As as = As::value;
};

struct ListSheet {
  std::string_view name;  // of the file
  std::span<const Column> columns;
  bool pages = false;     // its JSON comes in pages
};

// Of the reads that have no sheet of their own.
namespace sheets {
extern const ListSheet audit, devices, events, nearby, occupancy, places, stats, subjects, trail;
}

// The read with its sheets beside. errors: those of `make` and of sheet_answer; bad_parameter (invalid) where
// a page is asked for; too_many_rows (refused)
MakeAnswer also_as_sheet(const ListSheet& sheet, MakeAnswer make);

}  // namespace muster::api
