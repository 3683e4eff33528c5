// Settings of one command, gathered from where they may be given: flags over environment over file
// over defaults. Texts here; config.h makes them into what they mean. One thread, at start.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace muster::deploy {

// One row of a command's table. `name` is the flag without its dashes; in the environment it is
// MUSTER_<NAME>, in the file the same word with '_'.
struct Setting {
  enum class Form { text, flag, secret, list };

  std::string_view name;
  std::string_view value_name;  // as --help shows it
  std::string_view fallback;
  std::string_view help;
  // A secret is never a flag; NAME_FILE names a file that holds it. A list is a flag that may be repeated, or
  // texts with commas, in the file an array too.
  Form form = Form::text;
};

std::string environment_name(std::string_view setting);  // MUSTER_TEST_CLOCK
std::string file_key(std::string_view setting);          // test_clock

// What was given on the command line, by setting; of a flag "true", of a secret its file, of a list its
// texts with commas.
using Given = std::map<std::string, std::string, std::less<>>;
using Environment = std::function<const char*(const std::string& name)>;

class Settings {
 public:
  // `known` = every setting of any command: one file serves them all. Adds to `wrong`, all bad_config
  // (invalid): what is wrong with the file (where = file:line), a secret's file that can't be read. Such a
  // setting has its default.
  static Settings gather(std::span<const Setting> table, std::span<const Setting> known, const Given& given,
                         const Environment& environment, const std::optional<std::string>& file,
                         std::vector<Error>& wrong);

  const std::string& text(std::string_view name) const;  // of a setting of the table
  bool flag(std::string_view name) const { return text(name) == "true"; }
  std::vector<std::string> list(std::string_view name) const;  // no empty texts
  // Where the value comes from, for messages: "--listen", "MUSTER_LISTEN", "muster.toml:3", "default".
  const std::string& origin(std::string_view name) const;

  // Names of settings that have another text in `other`.
  std::vector<std::string> differing(const Settings& other) const;

  // As a file that gives the same settings, each with its origin; secrets are not shown.
  std::string printed() const;

 private:
  struct Value {
    std::string text, origin;
    Setting::Form form = Setting::Form::text;
  };
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace muster::deploy
