// muster snapshot: copies of a running server's state, checked, and put back.

#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/command.h"
#include "deploy/muster/config.h"
#include "deploy/muster/snapshot_call.h"
#include "deploy/muster/state_folder.h"
#include "projections/row_check.h"
#include "projections/snapshot.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct SnapshotFlags {
  std::string name;  // or a folder, where it may be one
  ServerFlags server;
  Flags data;
  bool json = false;
  bool force = false;
};

int create(const SnapshotFlags& flags) {
  const auto made = ask_for_snapshot(flags.server, flags.name);
  if (!made) return fail(made.error());
  if (flags.json) {
    fmt::print("{}\n", made->json);
  } else {
    fmt::print("snapshot {}: {} files, {} bytes, in {}\n", made->name, made->files, made->bytes, made->folder.string());
  }
  return kDone;
}

int verify(const SnapshotFlags& flags) {
  const auto settings = gather(settings_of_state(), flags.data);
  if (!settings) return fail(settings.error());
  const fs::path folder = snapshot_folder(*settings, flags.name);
  const auto manifest = projections::check_snapshot(folder);
  if (!manifest) return fail(manifest.error());
  const auto store = projections::RocksStore::open_to_read({.folder = (folder / "state").string()});
  if (!store) return fail(store.error());
  const auto rows = projections::check_rows(*(*store)->snapshot());
  if (!rows) return fail(rows.error());
  if (flags.json) {
    Json said = Json::parse(projections::to_json(*manifest));
    said["rows"] = *rows;
    fmt::print("{}\n", said.dump());
  } else {
    fmt::print("{}: good; {} files, {} bytes, {} rows, of {}\n", folder.string(), manifest->files.size(), manifest->bytes(), *rows,
               format_rfc3339(manifest->created_at));
  }
  return kDone;
}

// The state that is there: held and moved aside, or refused.
Status make_room(const fs::path& state, bool force) {
  std::error_code ignored;
  if (!fs::exists(state, ignored)) return Done{};
  const auto lock = FolderLock::take(state);
  if (!lock) return lock.error();
  if (fs::is_empty(state, ignored)) {
    fs::remove(state, ignored);
    return Done{};
  }
  if (!force) {
    return Error{"already_exists", ErrorClass::conflict, state.string(), "there is a state: --force moves it aside and puts the snapshot in its place"};
  }
  const auto aside = move_aside(state);
  if (!aside) return aside.error();
  fmt::print("the state that was there is now {}\n", aside->string());
  return Done{};
}

int restore(const SnapshotFlags& flags) {
  const auto settings = gather(settings_of_state(), flags.data);
  if (!settings) return fail(settings.error());
  const fs::path folder = snapshot_folder(*settings, flags.name);
  const auto manifest = projections::check_snapshot(folder);
  if (!manifest) return fail(manifest.error());
  const fs::path state = fs::path(settings->text("data")) / "state";
  if (auto room = make_room(state, flags.force); !room) return fail(room.error());
  if (auto done = projections::restore_snapshot(folder, state); !done) return fail(done.error());
  fmt::print("{}: the state of {}; the next start goes on from its offsets\n", state.string(), format_rfc3339(manifest->created_at));
  return kDone;
}

CLI::App* add(CLI::App& group, const std::shared_ptr<SnapshotFlags>& flags, const char* name, const char* about, int& exit_code,
              int (*work)(const SnapshotFlags&)) {
  CLI::App* command = group.add_subcommand(name, about);
  command->callback([flags, work, &exit_code] { exit_code = work(*flags); });
  return command;
}

void add_of_folder(CLI::App& command, const std::shared_ptr<SnapshotFlags>& flags) {
  command.add_option("snapshot", flags->name, "Its name, or its folder (./NAME)")->required()->type_name("NAME|DIR");
  add_flags(command, settings_of_state(), flags->data);
}

}  // namespace

void add_snapshot(CLI::App& root, int& exit_code) {
  CLI::App* group = root.add_subcommand("snapshot", "Copies of the state: take one of a running server, check it, put it back");
  group->require_subcommand(1);
  auto flags = std::make_shared<SnapshotFlags>();
  CLI::App* command = add(*group, flags, "create", "Copy the state of a running server, by hard links where it can", exit_code, create);
  command->add_option("--name", flags->name, "What it is called (the time, if not given)")->type_name("NAME");
  add_server_flags(*command, flags->server);
  command->add_flag("--json", flags->json, "What it holds as JSON");

  flags = std::make_shared<SnapshotFlags>();
  command = add(*group, flags, "verify", "Check its files, and that every row can be read", exit_code, verify);
  add_of_folder(*command, flags);
  command->add_flag("--json", flags->json, "The manifest as JSON");

  flags = std::make_shared<SnapshotFlags>();
  command = add(*group, flags, "restore", "Put it into --data, whose server is stopped", exit_code, restore);
  add_of_folder(*command, flags);
  command->add_flag("--force", flags->force, "Move a state that is there aside, to state.old-N");
}

}  // namespace muster::deploy
