// Behind codec.h: reads one whole row.
#pragma once

#include "projections/codec.h"
#include "projections/codec_archive.h"

namespace muster::projections::codec {

template <class Row>
Result<Row> take_row(std::string_view bytes, const char* kind_of_row) {
  Row row;
  Take take(bytes);
  take.version(kVersion);
  take(row);
  if (!take.done()) return corrupt_row(kind_of_row);
  return row;
}

}  // namespace muster::projections::codec
