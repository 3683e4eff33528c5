// What the tables of people have in common, whichever system they are of. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "deploy/muster/import_columns.h"

namespace muster::deploy {

// `record[name]`, where the row has it.
void put_text(nlohmann::ordered_json& record, const char* name, Columns& row, Names names, std::size_t most = 256);

// The role that muster knows it as; another one is kept in `attributes.role` too.
void put_role(nlohmann::ordered_json& record, Columns& row, Names names);

}  // namespace muster::deploy
