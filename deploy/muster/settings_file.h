// The file of --config: TOML, one key a setting. A table is a part of the name: `daily_at` in [reports] is
// the setting `reports-daily-at`. One thread, at start.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/muster/settings.h"

namespace muster::deploy {

class SettingsFile {
 public:
  struct Entry {
    std::string text;   // of a list its texts, with commas
    std::string where;  // file:line
  };

  // False: there is one of that key.
  bool add(std::string key, Entry entry) { return entries_.emplace(std::move(key), std::move(entry)).second; }
  const Entry* find(std::string_view key) const {
    const auto it = entries_.find(key);
    return it == entries_.end() ? nullptr : &it->second;
  }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

// Adds to `wrong`, all bad_config (invalid), where = file:line: not TOML, an unknown key, one given twice
// ([reports] daily_at and reports_daily_at), a value that is neither text, number, yes/no nor a list of texts.
SettingsFile read_settings_file(const std::string& path, std::span<const Setting> known, std::vector<Error>& wrong);

}  // namespace muster::deploy
