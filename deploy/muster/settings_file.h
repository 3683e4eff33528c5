// The file of --config: TOML, one key a setting. One thread, at start.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "deploy/muster/settings.h"

namespace muster::deploy {

class SettingsFile {
 public:
  struct Entry {
    std::string text;
    std::string where;  // file:line
  };

  void add(std::string key, Entry entry) { entries_[std::move(key)] = std::move(entry); }
  const Entry* find(std::string_view key) const {
    const auto it = entries_.find(key);
    return it == entries_.end() ? nullptr : &it->second;
  }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

// error: bad_config (invalid), where = file:line: not TOML, an unknown key, a value that is neither
// text, number nor yes/no
Result<SettingsFile> read_settings_file(const std::string& path, std::span<const Setting> known);

}  // namespace muster::deploy
