// Small bodies: a JSON object of texts, as those of /v1/auth. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace muster::ingest {

struct TextField {
  std::string_view name;
  std::string& to;
  bool needed = true;
  bool* there = nullptr;  // set where it is given: "" is not absent
};

// Reads the fields; all that is wrong: unknown_field, missing_field, bad_field, out_of_range (refused), or one of
// bad_json, bad_utf8, duplicate_key (invalid).
std::vector<Error> read_text_body(std::string_view body, std::span<const TextField> fields);

}  // namespace muster::ingest
