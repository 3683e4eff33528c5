// What a User-Agent header says of a device, by the regular expressions of ua-parser (Debian's uap-core), which
// are built into the program. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace muster::api::dialects {

struct AgentDevice {
  std::string name;     // Chrome on Windows 10
  std::string type;     // web, mobile, tablet, bot, unknown
  std::string browser;  // Chrome; empty where none is known
};

// Linear in the length of the text, of which no more than a kilobyte is looked at. The first call compiles the
// expressions.
AgentDevice device_of_agent(std::string_view user_agent);

}  // namespace muster::api::dialects
