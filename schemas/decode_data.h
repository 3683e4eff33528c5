// Reads the `data` of each type; a part of the codec (codec.h), not for others.
#pragma once

#include <string_view>

#include "schemas/event.h"
#include "schemas/field_reader.h"

namespace muster {

using TakeData = void (*)(FieldReader&, EventData&);

// Null for a type that this build does not know.
TakeData data_reader(std::string_view type);

}  // namespace muster
