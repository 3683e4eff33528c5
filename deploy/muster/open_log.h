// The event log that the configuration names. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "deploy/muster/command.h"
#include "deploy/muster/config.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/stop_signal.h"
#include "ingest/log/embedded_log.h"
#include "ingest/log/kafka_log.h"

namespace muster::deploy {

struct OpenLog {
  std::unique_ptr<log::EventLog> log;
  log::EmbeddedLog* embedded = nullptr;  // the same, where it is one
  log::KafkaLog* kafka = nullptr;
};

// errors: as open_embedded_log and open_kafka_log; data_unreadable (refused) where the folder is absent
// and `create` is false
Result<OpenLog> open_log(const LogConfig& config, bool create);

// How a command that reads the log goes: settings, printed where that is asked for; the log; `work`, whose exit code it
// returns. What fails before is said on stderr.
int with_log(std::span<const Setting> table, const Flags& flags, const std::function<int(log::EventLog&)>& work);

// The same as open_log, trying again with growing pauses for as long as the error is one that may pass; each is
// told. Empty once `stop` was received.
Result<std::optional<OpenLog>> open_log_patiently(const LogConfig& config, StopSignal& stop,
                                                  const std::function<void(const Error&)>& told);

}  // namespace muster::deploy
