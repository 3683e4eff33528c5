// muster serve: everything in one process.

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "deploy/muster/assembly.h"
#include "deploy/muster/command.h"
#include "deploy/muster/config.h"
#include "ingest/policies.h"

namespace muster::deploy {
namespace {

constexpr std::array<std::string_view, 2> kReloaded{"policies", "cors-origin"};

// Whether a running server takes the setting over. A secret takes a secret's place: where there was none, or
// is none any more, tokens are verified in another way.
bool is_reloaded(const std::string& name, const Settings& before, const Settings& now) {
  if (name == "jwt-secret") return !before.text(name).empty() && !now.text(name).empty();
  return std::find(kReloaded.begin(), kReloaded.end(), name) != kReloaded.end();
}

struct Read {
  Settings settings;
  ServerConfig config;
  ingest::Policies policies;
};

Read read_all(Role role, const Flags& flags, std::vector<Error>& wrong) {
  Settings settings = gather(settings_of_server(role), flags, wrong);
  ServerConfig config = server_config(settings, role, wrong);
  auto policies = ingest::Policies::built_in();
  if (!config.policies.empty()) {
    for (Error& mistake : policies.add_file(config.policies)) {
      mistake.cls = ErrorClass::invalid;  // as any other setting
      wrong.push_back(std::move(mistake));
    }
  }
  return {std::move(settings), std::move(config), std::move(policies)};
}

NewSettings read_again(Role role, const Flags& flags, const Settings& first, std::vector<Error>& wrong) {
  Read now = read_all(role, flags, wrong);
  auto changed = first.differing(now.settings);
  std::erase_if(changed, [&](const std::string& name) { return is_reloaded(name, first, now.settings); });
  return {std::move(now.config), std::move(now.policies), std::move(changed)};
}

// All mistakes at once: whoever mends one should not be told of the next only then.
int serve(Role role, const Flags& flags) {
  std::vector<Error> wrong;
  const Read first = read_all(role, flags, wrong);
  if (const auto printed = print_config(flags, first.settings, wrong)) return *printed;
  check_given(first.settings, role, wrong);
  if (!wrong.empty()) return fail(wrong);
  return run_server(first.config, first.policies, [&](std::vector<Error>& mistakes) { return read_again(role, flags, first.settings, mistakes); });
}

void add(CLI::App& root, int& exit_code, Role role, const char* name, const char* about) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand(name, about);
  add_flags(*command, settings_of_server(role), *flags);
  command->callback([flags, role, &exit_code] { exit_code = serve(role, *flags); });
}

}  // namespace

void add_serve(CLI::App& root, int& exit_code) {
  add(root, exit_code, Role::full, "serve", "Take events in, keep them, answer who is present: the whole server");
}

void add_ingest(CLI::App& root, int& exit_code) {
  add(root, exit_code, Role::door, "ingest", "Take events in and put them into Kafka; any number may run beside one `serve`");
}

}  // namespace muster::deploy
