#include "deploy/muster/open_log.h"

#include <algorithm>
#include <filesystem>

#include "ingest/log/kafka_log.h"

namespace muster::deploy {
namespace {

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{10'000};

Result<OpenLog> open_embedded(const LogConfig& config, bool create) {
  log::EmbeddedLogOptions options;
  options.folder = config.data / "log";
  options.partitions = config.partitions;
  std::error_code ignored;
  if (!create && !std::filesystem::is_directory(options.folder, ignored)) {
    return Error{"data_unreadable", ErrorClass::refused, options.folder.string(), "there is no log in this folder: give its --data"};
  }
  auto opened = log::open_embedded_log(options);
  if (!opened) return opened.error();
  OpenLog out;
  out.embedded = opened->get();
  out.log = std::move(opened).value();
  return out;
}

Result<OpenLog> open_kafka(const LogConfig& config) {
  log::KafkaLogOptions options;
  options.bootstrap = config.brokers;
  options.topic_prefix = config.topic_prefix;
  options.partitions = config.partitions;
  options.properties = config.kafka_properties;
  auto opened = log::open_kafka_log(options);
  if (!opened) return opened.error();
  OpenLog out;
  out.kafka = opened->get();
  out.log = std::move(opened).value();
  return out;
}

}  // namespace

Result<OpenLog> open_log(const LogConfig& config, bool create) {
  return config.embedded() ? open_embedded(config, create) : open_kafka(config);
}

int with_log(std::span<const Setting> table, const Flags& flags, const std::function<int(log::EventLog&)>& work) {
  const auto settings = gather(table, flags);
  if (!settings) return fail(settings.error());
  const auto config = log_config(*settings);
  const auto wrong = config ? std::vector<Error>{} : std::vector{config.error()};
  if (const auto printed = print_config(flags, *settings, wrong)) return *printed;
  if (!config) return fail(config.error());
  auto opened = open_log(*config, false);
  return opened ? work(*opened->log) : fail(opened.error());
}

Result<std::optional<OpenLog>> open_log_patiently(const LogConfig& config, StopSignal& stop,
                                                  const std::function<void(const Error&)>& told) {
  for (std::chrono::milliseconds pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    auto opened = open_log(config, true);
    if (opened) return std::optional<OpenLog>{std::move(opened).value()};
    if (opened.error().cls != ErrorClass::retry) return opened.error();
    told(opened.error());
    if (stop.within(pause)) return std::optional<OpenLog>{};
  }
}

}  // namespace muster::deploy
