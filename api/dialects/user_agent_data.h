// The expressions that tell user agents apart, as the data set of ua-parser has them. Constant; any thread.
#pragma once

#include <string_view>

namespace muster::api::dialects {

// YAML: user_agent_parsers, os_parsers, device_parsers; the first that matches speaks.
std::string_view user_agent_expressions();

}  // namespace muster::api::dialects
