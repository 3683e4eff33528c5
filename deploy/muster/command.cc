#include "deploy/muster/command.h"

#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "deploy/muster/config.h"
#include "schemas/errors.h"

namespace muster::deploy {
namespace {

std::string help_of(const Setting& setting) {
  std::string help = fmt::format("{} [{}]", setting.help, environment_name(setting.name));
  if (!setting.fallback.empty() && setting.form == Setting::Form::text) help += fmt::format(" (default {})", setting.fallback);
  return help;
}

void add_flag(CLI::App& command, const Setting& setting, Given& given) {
  const std::string name{setting.name};
  if (setting.form == Setting::Form::flag) {
    command.add_flag_callback("--" + name, [&given, name] { given[name] = "true"; }, help_of(setting));
    return;
  }
  if (setting.form == Setting::Form::list) {
    command.add_option_function<std::vector<std::string>>("--" + name, [&given, name](const std::vector<std::string>& texts) {
      given[name] = fmt::format("{}", fmt::join(texts, ","));
    }, help_of(setting))->type_name(std::string(setting.value_name))->expected(1)->take_all();
    return;
  }
  const bool secret = setting.form == Setting::Form::secret;
  const std::string flag = "--" + name + (secret ? "-file" : "");
  command.add_option_function<std::string>(flag, [&given, name](const std::string& text) { given[name] = text; }, help_of(setting))
      ->type_name(secret ? "FILE" : std::string(setting.value_name));
}

}  // namespace

void add_flags(CLI::App& command, std::span<const Setting> table, Flags& flags) {
  for (const Setting& setting : table) add_flag(command, setting, flags.given);
  command.add_option("--config", flags.config, "Settings in TOML, named as the flags with '_' for '-' [MUSTER_CONFIG]")->type_name("FILE");
  command.add_flag("--print-config", flags.print_config, "Print the settings and where each comes from, and end");
}

Settings gather(std::span<const Setting> table, const Flags& flags, std::vector<Error>& wrong) {
  std::optional<std::string> file = flags.config;
  if (const char* named = std::getenv("MUSTER_CONFIG"); !file && named != nullptr && *named != '\0') file = named;
  return Settings::gather(table, all_settings(), flags.given, [](const std::string& name) { return std::getenv(name.c_str()); },
                          file, wrong);
}

Result<Settings> gather(std::span<const Setting> table, const Flags& flags) {
  std::vector<Error> wrong;
  auto settings = gather(table, flags, wrong);
  if (!wrong.empty()) return wrong.front();
  return settings;
}

int fail(const Error& error) {
  const std::string where = error.where.empty() ? std::string{} : fmt::format("{}: ", error.where);
  fmt::print(stderr, "muster: {}{} ({})\n", where, error.hint, error.code);
  return exit_code(error);
}

int fail(const std::vector<Error>& errors) {
  for (const Error& error : errors) fail(error);
  return errors.empty() ? kDone : exit_code(errors.front());
}

std::optional<int> print_config(const Flags& flags, const Settings& settings, const std::vector<Error>& wrong) {
  if (!flags.print_config) return std::nullopt;
  fmt::print("{}", settings.printed());
  fail(wrong);
  return wrong.empty() ? kDone : kUsage;
}

}  // namespace muster::deploy
