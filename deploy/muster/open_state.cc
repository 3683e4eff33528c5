#include "deploy/muster/open_state.h"

#include <string>

#include <fmt/format.h>

#include "deploy/muster/rebuild.h"
#include "deploy/muster/state_folder.h"
#include "processors/pinned.h"
#include "projections/store_meta.h"
#include "schemas/topics.h"

namespace muster::deploy {
namespace {

using Opened = Result<std::unique_ptr<projections::RocksStore>>;

Opened open_pinned(const std::filesystem::path& state, const log::EventLog& log) {
  projections::RocksOptions options;
  options.folder = state.string();
  options.partitions = log.partitions();
  auto store = projections::RocksStore::open(options);
  if (!store) return store.error();
  if (auto pinned = processors::check_pinned(**store, log, options.folder); !pinned) return pinned.error();
  return store;
}

// Of a format whose rows this build still reads. Nothing is to be folded into it.
Opened open_older(const std::filesystem::path& state, const log::EventLog& log) {
  projections::RocksOptions options;
  options.folder = state.string();
  options.partitions = log.partitions();
  options.oldest_format = projections::kOldestRead;
  auto store = projections::RocksStore::open(options);
  if (!store) return store.error();
  if (auto pinned = processors::check_epoch(**store, log, options.folder); !pinned) return pinned.error();
  return store;
}

// The state before was moved aside, and nothing has taken its place yet.
void end_exchange(const std::filesystem::path& data, const std::filesystem::path& state) {
  std::error_code ignored;
  if (!std::filesystem::exists(state, ignored)) std::filesystem::rename(folder_of_rebuild(data), state, ignored);
}

}  // namespace

Result<bool> holds_everything(log::EventLog& log) {
  for (const Topic topic : kFoldedTopics) {
    for (log::Partition p = 0; p < log.partitions(); ++p) {
      const auto start = log.log_start(topic, p);
      if (!start) return start.error();
      if (*start > 0) return false;
    }
  }
  return true;
}

Opened open_state(const std::filesystem::path& data, log::EventLog& log, LogLines& lines) {
  std::error_code failed;
  std::filesystem::create_directories(data, failed);
  if (failed) {
    return Error{"io_error", ErrorClass::refused, data.string(),
                 fmt::format("the folder can't be made: {}; give another one by --data", failed.message())};
  }
  const std::filesystem::path state = data / "state";
  end_exchange(data, state);
  auto store = open_pinned(state, log);
  if (store || store.error().code != "wrong_format") return store;
  const auto format = projections::stored_format(state.string());
  if (!format || *format >= projections::kStoreFormat) return store;
  const auto whole = holds_everything(log);
  if (!whole) return whole.error();
  if (!*whole) return store;
  if (*format >= projections::kOldestRead) {
    lines.write(Level::warn, "state_format", "the state has an older format: it serves while a new one is made of the log beside it",
                {{"format", std::to_string(*format)}});
    return open_older(state, log);
  }
  const auto lock = FolderLock::take(state);
  if (!lock) return lock.error();
  const auto aside = move_aside(state);
  if (!aside) return aside.error();
  lines.write(Level::warn, "state_format", "the state had an older format: it was moved aside, a new one is made from the log",
              {{"format", std::to_string(*format)}, {"moved_to", aside->string()}});
  return open_pinned(state, log);
}

}  // namespace muster::deploy
