// muster serve: everything in one process.

#include <memory>

#include <CLI/CLI.hpp>

#include "deploy/muster/assembly.h"
#include "deploy/muster/command.h"
#include "deploy/muster/config.h"
#include "ingest/policies.h"

namespace muster::deploy {
namespace {

std::vector<Error> all_mistakes(const Settings& settings, Role role) {
  auto wrong = mistakes(settings, role);
  if (const std::string& file = settings.text("policies"); !file.empty()) {
    const auto more = ingest::Policies::built_in().add_file(file);
    wrong.insert(wrong.end(), more.begin(), more.end());
  }
  return wrong;
}

int serve(Role role, const Flags& flags) {
  const auto settings = gather(settings_of_server(role), flags);
  if (!settings) return fail(settings.error());
  if (const auto printed = print_config(flags, *settings, all_mistakes(*settings, role))) return *printed;
  const auto config = server_config(*settings, role);
  return config ? run_server(*config) : fail(config.error());
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
