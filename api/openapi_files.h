// The files of schemas/ that the program carries. Any thread.
#pragma once

#include <map>
#include <string_view>

namespace muster::api {

std::string_view openapi_source();                                        // schemas/openapi.json
const std::map<std::string_view, std::string_view>& schema_sources();     // schemas/json, by file name

}  // namespace muster::api
