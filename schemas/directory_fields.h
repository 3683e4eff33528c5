// What the records of the directory may hold, as they stand in the topic: types and ranges of the fields
// that muster knows. Whoever puts one in is told more (ingest/directory_record.h). Pure.
#pragma once

#include "schemas/event.h"
#include "schemas/field_reader.h"

namespace muster {

// Reads the object that the reader stands on; what is wrong is noted.
void check_directory_record(FieldReader& in, DirectoryType type);

}  // namespace muster
