// What subcommands have in common: flags from a table of settings, errors as one line, exit codes.
// One thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "deploy/muster/settings.h"
#include "schemas/result.h"

namespace CLI {
class App;
}

namespace muster::deploy {

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;
inline constexpr int kUsage = 2;

// What the flags of one subcommand said.
struct Flags {
  Given given;
  std::optional<std::string> config;
  bool print_config = false;
};

// Adds a flag for each setting, --config and --print-config. `flags` outlives the parsing.
void add_flags(CLI::App& command, std::span<const Setting> table, Flags& flags);

// The settings as given by flags, the process's environment and the file. Adds to `wrong` as
// Settings::gather; the other form fails with the first of that.
Settings gather(std::span<const Setting> table, const Flags& flags, std::vector<Error>& wrong);
Result<Settings> gather(std::span<const Setting> table, const Flags& flags);

// One line on stderr that says what to do; returns the exit code. Of several a line each, and the first's code.
int fail(const Error& error);
int fail(const std::vector<Error>& errors);

// --print-config, where it is given: prints the settings, and says what is wrong with them. The exit code.
std::optional<int> print_config(const Flags& flags, const Settings& settings, const std::vector<Error>& wrong);

// The subcommands: each adds itself to the command line and, if asked for, leaves its exit code.
void add_serve(CLI::App& root, int& exit_code);
void add_ingest(CLI::App& root, int& exit_code);
void add_replay(CLI::App& root, int& exit_code);
void add_quarantine(CLI::App& root, int& exit_code);
void add_report(CLI::App& root, int& exit_code);
void add_sample(CLI::App& root, int& exit_code);
void add_sessions(CLI::App& root, int& exit_code);
void add_import(CLI::App& root, int& exit_code);
void add_snapshot(CLI::App& root, int& exit_code);
void add_verify(CLI::App& root, int& exit_code);
void add_rebuild(CLI::App& root, int& exit_code);

}  // namespace muster::deploy
