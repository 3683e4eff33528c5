#include "deploy/muster/settings_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace muster::deploy {
namespace {

Error bad_file(std::string where, std::string hint) {
  return Error{"bad_config", ErrorClass::invalid, std::move(where), std::move(hint)};
}

bool is_known(std::string_view key, std::span<const Setting> known) {
  return std::any_of(known.begin(), known.end(), [&](const Setting& setting) {
    const std::string name = file_key(setting.name);
    return key == name || (setting.form == Setting::Form::secret && key == name + "_file");
  });
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return std::nullopt;
}

}  // namespace

Result<SettingsFile> read_settings_file(const std::string& path, std::span<const Setting> known) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return bad_file(path, "the configuration file can't be read");
  SettingsFile file;
  try {
    const toml::table root = toml::parse(text, path);
    for (const auto& [key, node] : root) {
      const std::string where = fmt::format("{}:{}", path, node.source().begin.line);
      if (!is_known(key.str(), known)) return bad_file(where, fmt::format("there is no setting '{}'", key.str()));
      auto value = text_of(node);
      if (!value) return bad_file(where, fmt::format("'{}' must be text, a number, true or false", key.str()));
      file.add(std::string(key.str()), {std::move(*value), where});
    }
  } catch (const toml::parse_error& fault) {
    return bad_file(fmt::format("{}:{}", path, fault.source().begin.line), std::string(fault.description()));
  }
  return file;
}

}  // namespace muster::deploy
