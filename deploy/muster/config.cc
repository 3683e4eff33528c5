#include "deploy/muster/config.h"

#include <arpa/inet.h>

#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "deploy/muster/webhook_message.h"
#include "projections/flag.h"

namespace muster::deploy {
namespace {

constexpr std::size_t kMostWorkers = 64;
constexpr unsigned kMostThreads = 256;
constexpr std::uint64_t kLeastDirectory = std::uint64_t{1} << 20;
constexpr std::uint64_t kMostDirectory = std::uint64_t{1} << 40;
constexpr log::Partition kMostPartitions = 65'535;  // keys of the store begin with two bytes of it
constexpr std::string_view kKafka = "kafka://";

Error bad(const Settings& settings, std::string_view name, std::string hint) {
  return Error{"bad_config", ErrorClass::invalid, settings.origin(name), std::move(hint)};
}

template <class Number>
Result<Number> number(const Settings& settings, std::string_view name, Number least, Number most) {
  const std::string& text = settings.text(name);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
    return bad(settings, name, fmt::format("{}: a number from {} to {}", name, least, most));
  }
  return value;
}

bool is_loopback(const std::string& address) {
  in_addr parsed{};
  return inet_pton(AF_INET, address.c_str(), &parsed) == 1 && (ntohl(parsed.s_addr) >> 24) == 127;
}

Result<Endpoint> endpoint(const Settings& settings, std::string_view name) {
  const std::string& text = settings.text(name);
  const std::size_t colon = text.rfind(':');
  Endpoint out;
  if (colon != std::string::npos) {
    out.address = text.substr(0, colon) == "localhost" ? "127.0.0.1" : text.substr(0, colon);
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, out.port);
    if (error == std::errc{} && rest == end && !out.address.empty()) {
      if (is_loopback(out.address)) return out;
      return bad(settings, name, fmt::format("--auth none is for this machine alone: give --{} 127.0.0.1:{}", name, out.port));
    }
  }
  return bad(settings, name, fmt::format("{}: an address and a port, as in 127.0.0.1:8080", name));
}

Result<std::vector<std::pair<std::string, std::string>>> properties(const Settings& settings) {
  std::vector<std::pair<std::string, std::string>> out;
  const std::string& path = settings.text("kafka-properties");
  if (path.empty()) return out;
  std::ifstream file(path);
  if (!file) return bad(settings, "kafka-properties", fmt::format("the file '{}' can't be read", path));
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{"bad_config", ErrorClass::invalid, fmt::format("{}:{}", path, number), "expected name=value"};
    }
    out.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return out;
}

Status read_auth(const Settings& settings, ServerConfig&) {
  const std::string& auth = settings.text("auth");
  if (auth == "none" || auth.empty()) return Done{};
  return bad(settings, "auth", "only --auth none is there yet");
}

Status read_log(const Settings& settings, ServerConfig& config) {
  auto log = log_config(settings);
  if (!log) return log.error();
  config.log = std::move(log).value();
  return Done{};
}

Status read_clock(const Settings& settings, ServerConfig& config) {
  const std::string& text = settings.text("test-clock");
  if (text.empty()) return Done{};
  auto time = parse_rfc3339(text);
  if (!time) return bad(settings, "test-clock", "test-clock: a time as in 2026-11-21T08:00:00Z");
  config.test_clock = *time;
  return Done{};
}

Status read_listen(const Settings& settings, ServerConfig& config) {
  auto listen = endpoint(settings, "listen");
  if (!listen) return listen.error();
  config.listen = std::move(listen).value();
  if (settings.text("metrics-listen").empty()) return Done{};
  auto metrics = endpoint(settings, "metrics-listen");
  if (!metrics) return metrics.error();
  config.metrics_listen = std::move(metrics).value();
  return Done{};
}

Status read_role(const Settings& settings, ServerConfig& config) {
  if (config.role == Role::full && settings.flag("replica")) config.role = Role::replica;
  if (config.role == Role::full || !config.log.embedded()) return Done{};
  return bad(settings, "log", config.role == Role::replica
                                  ? "a replica reads another server's log: give --log kafka://HOST:PORT"
                                  : "`muster ingest` is the door alone, before Kafka: give --log kafka://HOST:PORT");
}

Status read_threads(const Settings& settings, ServerConfig& config) {
  auto workers = number<std::size_t>(settings, "workers", 1, kMostWorkers);
  if (!workers) return workers.error();
  config.workers = *workers;
  if (config.role == Role::door) return Done{};
  auto threads = number<unsigned>(settings, "threads", 0, kMostThreads);
  if (!threads) return threads.error();
  config.threads = *threads;
  config.cursor_key = settings.text("cursor-key");
  config.snapshots = settings.text("snapshots");
  return Done{};
}

Result<std::set<std::string, std::less<>>> flags_of(const Settings& settings) {
  std::set<std::string, std::less<>> flags;
  std::string_view left = settings.text("webhook-flags");
  while (!left.empty()) {
    const std::string_view name = left.substr(0, left.find(','));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    if (!projections::flag_named(name)) return bad(settings, "webhook-flags", fmt::format("webhook-flags: names of flags with commas; no flag is called '{}'", name));
    flags.emplace(name);
  }
  return flags;
}

Status read_webhook(const Settings& settings, ServerConfig& config) {
  if (config.role == Role::door || settings.text("webhook-url").empty()) return Done{};
  WebhookOptions options{{settings.text("webhook-url"), settings.flag("webhook-loopback")}, {}, {}, config.log.data / "webhook"};
  if (auto status = check_webhook_url(options.target); !status) return bad(settings, "webhook-url", status.error().hint);
  auto secret = webhook_secret(settings.text("webhook-secret"));
  if (!secret) return bad(settings, "webhook-secret", secret.error().hint);
  auto flags = flags_of(settings);
  if (!flags) return flags.error();
  options.secret = std::move(secret).value();
  options.flags = std::move(flags).value();
  config.webhook = std::move(options);
  return Done{};
}

Status read_directory(const Settings& settings, ServerConfig& config) {
  auto bytes = number<std::uint64_t>(settings, "directory-bytes", kLeastDirectory, kMostDirectory);
  if (!bytes) return bytes.error();
  config.directory_bytes = *bytes;
  return Done{};
}

// What is wrong, the first of each part.
std::vector<Error> read_all(const Settings& settings, Role role, ServerConfig& config) {
  config.role = role;
  config.policies = settings.text("policies");
  config.log_requests = settings.flag("log-requests");
  std::vector<Error> wrong;
  for (const auto read : {read_auth, read_log, read_role, read_listen, read_clock, read_threads, read_webhook, read_directory}) {
    if (auto status = read(settings, config); !status) wrong.push_back(status.error());
  }
  return wrong;
}

}  // namespace

Result<LogConfig> log_config(const Settings& settings) {
  LogConfig config;
  config.data = settings.text("data");
  config.topic_prefix = settings.text("topic-prefix");
  const std::string_view log = settings.text("log");
  if (log.starts_with(kKafka) && log.size() > kKafka.size()) {
    config.brokers = log.substr(kKafka.size());
  } else if (log != "embedded") {
    return bad(settings, "log", "log: embedded, or kafka://host:port");
  }
  if (!settings.text("partitions").empty()) {
    auto partitions = number<log::Partition>(settings, "partitions", 1, kMostPartitions);
    if (!partitions) return partitions.error();
    config.partitions = *partitions;
  }
  auto more = properties(settings);
  if (!more) return more.error();
  config.kafka_properties = std::move(more).value();
  return config;
}

std::vector<Error> mistakes(const Settings& settings, Role role) {
  ServerConfig config;
  return read_all(settings, role, config);
}

Result<ServerConfig> server_config(const Settings& settings, Role role) {
  if (settings.text("auth").empty()) {
    return Error{"bad_config", ErrorClass::invalid, "--auth", "say who is let in: give --auth none (loopback only)"};
  }
  ServerConfig config;
  if (auto wrong = read_all(settings, role, config); !wrong.empty()) return std::move(wrong.front());
  return config;
}

}  // namespace muster::deploy
