// The state that is made from a log, in --data. One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "deploy/muster/log_lines.h"
#include "ingest/log/log.h"
#include "projections/rocks_store.h"

namespace muster::deploy {

// Whether the log has every record that it was ever given: of one that has let go of some a new state would be
// another one. error: log_unavailable
Result<bool> holds_everything(log::EventLog& log);

// Opens data/state. Of an exchange with data/state.new that was cut off (rebuild.h) the rest is done. Where the log
// still holds everything from its first record on, one of an older format is either opened as it is, to be read
// while a new one is made beside it, or, where this build can't read it any more, moved aside, to state.old-N: a new
// one is made then. errors: as RocksStore::open and
// check_pinned; wrong_format where it is of a newer format, or would not be made whole
Result<std::unique_ptr<projections::RocksStore>> open_state(const std::filesystem::path& data, log::EventLog& log, LogLines& lines);

}  // namespace muster::deploy
