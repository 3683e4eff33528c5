#include "api/dialects/user_agent.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include "api/dialects/user_agent_data.h"

namespace muster::api::dialects {
namespace {

constexpr std::size_t kLooked = 1024;
constexpr std::size_t kGroups = 10;
constexpr std::int64_t kMemoryEach = 1 << 20;

// What one kind of expressions calls its replacements.
struct Names {
  const char* family;
  const char* major;
  const char* minor;
};
constexpr Names kAgentNames{"family_replacement", "v1_replacement", "v2_replacement"};
constexpr Names kOsNames{"os_replacement", "os_v1_replacement", "os_v2_replacement"};
constexpr Names kDeviceNames{"device_replacement", "", ""};

struct Found {
  std::string family, major, minor;
};

std::string text_or_empty(const YAML::Node& node, const char* name) {
  return *name != '\0' && node[name] ? node[name].as<std::string>() : std::string{};
}

// One expression, and what is said where it matches: a text with $1 for its groups, or a group.
class Expression {
 public:
  Expression(const YAML::Node& node, const Names& names)
      : family_(text_or_empty(node, names.family)), major_(text_or_empty(node, names.major)), minor_(text_or_empty(node, names.minor)) {
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_case_sensitive(text_or_empty(node, "regex_flag") != "i");
    options.set_max_mem(kMemoryEach);
    regex_ = std::make_unique<re2::RE2>(node["regex"].as<std::string>(), options);
  }

  bool match(std::string_view text, Found& found) const {
    std::array<re2::StringPiece, kGroups> groups;
    const int count = std::min<int>(kGroups, regex_->NumberOfCapturingGroups() + 1);
    if (!regex_->ok() || !regex_->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, groups.data(), count)) return false;
    found.family = said(family_, groups, 1);
    found.major = said(major_, groups, 2);
    found.minor = said(minor_, groups, 3);
    return true;
  }

 private:
  using Groups = std::array<re2::StringPiece, kGroups>;

  static std::string said(const std::string& pattern, const Groups& groups, std::size_t otherwise) {
    if (pattern.empty()) return std::string(groups[otherwise]);
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const bool group = pattern[i] == '$' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
      if (group) out += std::string(groups[static_cast<std::size_t>(pattern[++i] - '0')]);
      else out += pattern[i];
    }
    const std::size_t end = out.find_last_not_of(' ');
    return end == std::string::npos ? std::string{} : out.substr(0, end + 1);
  }

  std::unique_ptr<re2::RE2> regex_;
  std::string family_, major_, minor_;
};

class Expressions {
 public:
  Expressions(const YAML::Node& list, const Names& names) {
    for (const YAML::Node& node : list) all_.emplace_back(node, names);
  }
  Found first(std::string_view text) const {
    Found found;
    for (const Expression& one : all_) {
      if (one.match(text, found)) return found;
    }
    return {};
  }

 private:
  std::vector<Expression> all_;
};

struct Parsers {
  explicit Parsers(const YAML::Node& root)
      : agents(root["user_agent_parsers"], kAgentNames), systems(root["os_parsers"], kOsNames), devices(root["device_parsers"], kDeviceNames) {}
  Expressions agents, systems, devices;
};

const Parsers& parsers() {
  static const Parsers all(YAML::Load(std::string(user_agent_expressions())));
  return all;
}

bool is_mobile(std::string_view system) {
  constexpr std::array<std::string_view, 8> kMobile{"Android", "iOS", "Windows Phone", "BlackBerry OS", "KaiOS", "Tizen", "Symbian OS", "Firefox OS"};
  return std::find(kMobile.begin(), kMobile.end(), system) != kMobile.end();
}

// Browsers on Android say Mobile where they are on a phone; what is no browser does not say.
bool is_tablet(std::string_view user_agent, std::string_view system, std::string_view device) {
  if (device == "iPad" || device == "Generic Tablet" || device == "Generic Android Tablet") return true;
  const auto says = [user_agent](std::string_view word) { return user_agent.find(word) != std::string_view::npos; };
  return system == "Android" && says("AppleWebKit/") && !says("Mobile");
}

std::string type_of(std::string_view user_agent, std::string_view system, std::string_view device, bool browser) {
  if (device == "Spider") return "bot";
  if (is_tablet(user_agent, system, device)) return "tablet";
  if (is_mobile(system)) return "mobile";
  return browser ? "web" : "unknown";
}

}  // namespace

AgentDevice device_of_agent(std::string_view user_agent) {
  user_agent = user_agent.substr(0, kLooked);
  const Found agent = parsers().agents.first(user_agent);
  const Found system = parsers().systems.first(user_agent);
  const Found device = parsers().devices.first(user_agent);
  std::string on = system.family;
  if (!on.empty() && !system.major.empty()) on += " " + system.major;
  if ((system.family == "Mac OS X" || system.family == "Windows") && !system.minor.empty()) on += "." + system.minor;
  AgentDevice out{agent.family, type_of(user_agent, system.family, device.family, !agent.family.empty()), agent.family};
  if (!on.empty()) out.name += out.name.empty() ? on : " on " + on;
  if (out.name.empty()) out.name = "Unknown device";
  return out;
}

}  // namespace muster::api::dialects
