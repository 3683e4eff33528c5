#include "deploy/muster/settings_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace muster::deploy {
namespace {

bool is_known(std::string_view key, std::span<const Setting> known) {
  return std::any_of(known.begin(), known.end(), [&](const Setting& setting) {
    const std::string name = file_key(setting.name);
    return key == name || (setting.form == Setting::Form::secret && key == name + "_file");
  });
}

std::optional<std::string> list_of(const toml::array& array) {
  std::string out;
  for (const auto& node : array) {
    const auto* text = node.as_string();
    if (text == nullptr || text->get().find(',') != std::string::npos) return std::nullopt;
    out += (out.empty() ? "" : ",") + text->get();
  }
  return out;
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* array = node.as_array()) return list_of(*array);
  return std::nullopt;
}

class Walk {
 public:
  Walk(const std::string& path, std::span<const Setting> known, std::vector<Error>& wrong)
      : path_(path), known_(known), wrong_(wrong) {}

  // `key` as the setting's name has it, `shown` as the file has it.
  void table(const toml::table& table, const std::string& key, const std::string& shown) {
    for (const auto& [name, node] : table) {
      const std::string part{name.str()};
      const std::string inner = key.empty() ? part : key + "_" + part;
      const std::string inner_shown = shown.empty() ? part : shown + "." + part;
      if (const auto* more = node.as_table(); more != nullptr && !is_known(inner, known_)) {
        this->table(*more, file_key(inner), inner_shown);
      } else {
        value(node, inner, inner_shown);
      }
    }
  }

  SettingsFile file;

 private:
  void value(const toml::node& node, const std::string& key, const std::string& shown) {
    const std::string where = fmt::format("{}:{}", path_, node.source().begin.line);
    if (!is_known(key, known_)) return bad(where, fmt::format("there is no setting '{}'", shown));
    auto text = text_of(node);
    if (!text) return bad(where, fmt::format("'{}' must be text, a number, true or false, or a list of texts", shown));
    if (!file.add(key, {std::move(*text), where})) bad(where, fmt::format("'{}' is given twice", shown));
  }

  void bad(std::string where, std::string hint) {
    wrong_.push_back({"bad_config", ErrorClass::invalid, std::move(where), std::move(hint)});
  }

  const std::string& path_;
  const std::span<const Setting> known_;
  std::vector<Error>& wrong_;
};

}  // namespace

SettingsFile read_settings_file(const std::string& path, std::span<const Setting> known, std::vector<Error>& wrong) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) {
    wrong.push_back({"bad_config", ErrorClass::invalid, path, "the configuration file can't be read"});
    return {};
  }
  Walk walk(path, known, wrong);
  try {
    walk.table(toml::parse(text, path), "", "");
  } catch (const toml::parse_error& fault) {
    wrong.push_back({"bad_config", ErrorClass::invalid, fmt::format("{}:{}", path, fault.source().begin.line),
                     std::string(fault.description())});
  }
  return std::move(walk.file);
}

}  // namespace muster::deploy
