#include "deploy/muster/settings.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "deploy/muster/settings_file.h"

namespace muster::deploy {
namespace {

struct Found {
  std::string text, origin;
};
using Source = std::function<std::optional<Found>(std::string_view setting, bool secret_file)>;

Result<std::string> secret_in(const Found& file) {
  std::ifstream in(file.text, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return Error{"bad_config", ErrorClass::invalid, file.origin, fmt::format("the file '{}' can't be read", file.text)};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Source from_flags(const Given& given) {
  return [&given](std::string_view setting, bool secret_file) -> std::optional<Found> {
    const auto it = given.find(setting);
    if (it == given.end()) return std::nullopt;
    return Found{it->second, fmt::format("--{}{}", setting, secret_file ? "-file" : "")};
  };
}

Source from_environment(const Environment& environment) {
  return [&environment](std::string_view setting, bool secret_file) -> std::optional<Found> {
    const std::string name = environment_name(setting) + (secret_file ? "_FILE" : "");
    const char* text = environment(name);
    if (text == nullptr || *text == '\0') return std::nullopt;
    return Found{text, name};
  };
}

Source from_file(const SettingsFile& file) {
  return [&file](std::string_view setting, bool secret_file) -> std::optional<Found> {
    const auto* entry = file.find(file_key(setting) + (secret_file ? "_file" : ""));
    if (entry == nullptr) return std::nullopt;
    return Found{entry->text, entry->where};
  };
}

// The first source that gives it; secrets by value, or by the name of a file.
Result<std::optional<Found>> look_up(const Setting& setting, std::span<const Source> sources) {
  const bool secret = setting.form == Setting::Form::secret;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const bool only_file = secret && i == 0;  // a command line is for everybody to read
    if (!only_file) {
      if (auto found = sources[i](setting.name, false)) return found;
    }
    if (!secret) continue;
    if (auto file = sources[i](setting.name, true)) {
      auto text = secret_in(*file);
      if (!text) return text.error();
      return std::optional<Found>{Found{std::move(text).value(), file->origin}};
    }
  }
  return std::optional<Found>{};
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string environment_name(std::string_view setting) {
  std::string name = "MUSTER_";
  for (const char c : setting) name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::string file_key(std::string_view setting) {
  std::string key{setting};
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

Settings Settings::gather(std::span<const Setting> table, std::span<const Setting> known, const Given& given,
                          const Environment& environment, const std::optional<std::string>& file,
                          std::vector<Error>& wrong) {
  const SettingsFile read = file ? read_settings_file(*file, known, wrong) : SettingsFile{};
  const Source sources[] = {from_flags(given), from_environment(environment), from_file(read)};
  Settings settings;
  for (const Setting& setting : table) {
    auto found = look_up(setting, sources);
    if (!found) wrong.push_back(found.error());
    const Found fallback{std::string(setting.fallback), "default"};
    const Found value = found ? found->value_or(fallback) : fallback;
    settings.values_[std::string(setting.name)] = Value{value.text, value.origin, setting.form};
  }
  return settings;
}

const std::string& Settings::text(std::string_view name) const { return values_.find(name)->second.text; }
const std::string& Settings::origin(std::string_view name) const { return values_.find(name)->second.origin; }

std::vector<std::string> Settings::list(std::string_view name) const {
  std::vector<std::string> out;
  std::string_view rest = text(name);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    if (comma != 0) out.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return out;
}

std::vector<std::string> Settings::differing(const Settings& other) const {
  std::vector<std::string> out;
  for (const auto& [name, value] : values_) {
    if (other.text(name) != value.text) out.push_back(name);
  }
  return out;
}

std::string Settings::printed() const {
  std::string out;
  for (const auto& [name, value] : values_) {
    const std::string key = file_key(name);
    if (value.text.empty()) {
      out += fmt::format("# {} is not set\n", key);
    } else if (value.form == Setting::Form::secret) {
      out += fmt::format("# {} = (not shown)  # {}\n", key, value.origin);
    } else {
      const std::string text = value.form == Setting::Form::flag ? value.text : quoted(value.text);
      out += fmt::format("{} = {}  # {}\n", key, text, value.origin);
    }
  }
  return out;
}

}  // namespace muster::deploy
