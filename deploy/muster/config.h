// What a process is told to be: settings (settings.h) checked and made into their types.
// Plain values; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "deploy/muster/report_schedule.h"
#include "deploy/muster/auth_config.h"
#include "deploy/muster/settings.h"
#include "deploy/muster/webhook.h"
#include "ingest/log/log.h"
#include "ingest/policies.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};

struct LogConfig {
  std::string brokers;          // empty: the embedded log, in data/log
  std::string topic_prefix;
  std::filesystem::path data;
  std::optional<log::Partition> partitions;
  std::vector<std::pair<std::string, std::string>> kafka_properties;

  bool embedded() const { return brokers.empty(); }
};

enum class Role { full, replica, door };

struct ServerConfig {
  Role role = Role::full;
  AuthConfig auth;
  LogConfig log;
  Endpoint listen;
  std::optional<Endpoint> metrics_listen;  // else /metrics is on `listen`
  std::filesystem::path snapshots;         // folder; empty: `snapshots` beside the state
  std::string policies;                    // file; empty: the built-in ones
  std::optional<Timestamp> test_clock;
  std::size_t workers = 0;                 // HTTP threads
  unsigned threads = 0;                    // that fold
  std::uint64_t directory_bytes = std::uint64_t{1} << 30;  // most memory of the directory
  bool log_requests = false;
  access::Networks session_manager_open_to;  // whose computers need no credential there
  access::Networks clock_in_open_to;       // whose people may register there
  std::vector<std::string> cors_origins;   // whose pages may read answers
  std::string cursor_key;                  // empty: one made of the token key, else a random one
  std::optional<WebhookOptions> webhook;
  std::optional<ReportPlan> reports;       // empty: none are written
};

// Settings that were read again while the server runs.
struct NewSettings {
  ServerConfig config;
  ingest::Policies policies;
  std::vector<std::string> changed;  // names of settings that a running server does not take over
};

// Every setting there is, and those of one command.
std::span<const Setting> all_settings();
std::vector<Setting> settings_of_server(Role role);  // full (which asks for --replica) or door
std::vector<Setting> settings_of_log();
std::vector<Setting> settings_of_state();            // what lies in --data
std::vector<Setting> settings_of_verify();           // both

// Adds to `wrong` each value that is, bad_config (invalid), where = its flag, variable or line.
ServerConfig server_config(const Settings& settings, Role role, std::vector<Error>& wrong);
// Likewise what must be given and is not: to start, not to be printed.
void check_given(const Settings& settings, Role role, std::vector<Error>& wrong);
// error: the first of what is wrong
Result<LogConfig> log_config(const Settings& settings);

}  // namespace muster::deploy
