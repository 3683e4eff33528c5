#include "deploy/muster/config.h"

#include <arpa/inet.h>

#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "api/http/cors.h"
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
constexpr std::string_view kEmbedded = "embedded";

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

// Empty: anybody may call.
std::string_view why_loopback(const Settings& settings) {
  if (settings.text("auth") == "none") return "--auth none";
  return settings.text("test-clock").empty() ? "" : "--test-clock";
}

Result<Endpoint> endpoint(const Settings& settings, std::string_view name) {
  const std::string& text = settings.text(name);
  const std::size_t colon = text.rfind(':');
  Endpoint out;
  if (colon != std::string::npos) {
    out.address = text.substr(0, colon) == "localhost" ? "127.0.0.1" : text.substr(0, colon);
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, out.port);
    in_addr parsed{};
    if (error == std::errc{} && rest == end && inet_pton(AF_INET, out.address.c_str(), &parsed) == 1) {
      const bool loopback = (ntohl(parsed.s_addr) >> 24) == 127;
      const std::string_view why = why_loopback(settings);
      if (loopback || why.empty()) return out;
      return bad(settings, name, fmt::format("{} is for this machine alone: give --{} 127.0.0.1:{}", why, name, out.port));
    }
  }
  return bad(settings, name, fmt::format("{}: an address and a port, as in 127.0.0.1:8080", name));
}

// What is wrong, as it is found.
using Wrong = std::vector<Error>;

// The value where it belongs, or its fault among the others.
template <class T, class To>
void take(Result<T> read, To& to, Wrong& wrong) {
  read ? void(to = std::move(read).value()) : wrong.push_back(read.error());
}

std::vector<std::pair<std::string, std::string>> properties(const Settings& settings, Wrong& wrong) {
  std::vector<std::pair<std::string, std::string>> out;
  const std::string& path = settings.text("kafka-properties");
  if (path.empty()) return out;
  std::ifstream file(path);
  if (!file) wrong.push_back(bad(settings, "kafka-properties", fmt::format("the file '{}' can't be read", path)));
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      wrong.push_back({"bad_config", ErrorClass::invalid, fmt::format("{}:{}", path, number), "expected name=value"});
    } else {
      out.emplace_back(line.substr(0, equals), line.substr(equals + 1));
    }
  }
  return out;
}

LogConfig read_log(const Settings& settings, Wrong& wrong) {
  LogConfig config;
  config.data = settings.text("data");
  config.topic_prefix = settings.text("topic-prefix");
  const std::string_view log = settings.text("log");
  if (log.starts_with(kKafka) && log.size() > kKafka.size()) {
    config.brokers = log.substr(kKafka.size());
  } else if (log != kEmbedded) {
    wrong.push_back(bad(settings, "log", "log: embedded, or kafka://host:port"));
  }
  if (!settings.text("partitions").empty()) {
    take(number<log::Partition>(settings, "partitions", 1, kMostPartitions), config.partitions, wrong);
  }
  config.kafka_properties = properties(settings, wrong);
  return config;
}

void read_auth(const Settings& settings, ServerConfig& config, Wrong& wrong) { config.auth = auth_config(settings, config.role != Role::door, wrong); }

void read_log_of(const Settings& settings, ServerConfig& config, Wrong& wrong) { config.log = read_log(settings, wrong); }

void read_clock(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  const std::string& text = settings.text("test-clock");
  if (text.empty()) return;
  if (const auto time = parse_rfc3339(text)) {
    config.test_clock = *time;
  } else {
    wrong.push_back(bad(settings, "test-clock", "test-clock: a time as in 2026-11-21T08:00:00Z"));
  }
}

void read_listen(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  take(endpoint(settings, "listen"), config.listen, wrong);
  if (!settings.text("metrics-listen").empty()) take(endpoint(settings, "metrics-listen"), config.metrics_listen, wrong);
}

void read_role(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  if (config.role == Role::full && settings.flag("replica")) config.role = Role::replica;
  if (config.role == Role::full || settings.text("log") != kEmbedded) return;
  wrong.push_back(bad(settings, "log", config.role == Role::replica
                                           ? "a replica reads another server's log: give --log kafka://HOST:PORT"
                                           : "`muster ingest` is the door alone, before Kafka: give --log kafka://HOST:PORT"));
}

void read_threads(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  take(number<std::size_t>(settings, "workers", 1, kMostWorkers), config.workers, wrong);
  if (config.role == Role::door) return;
  take(number<unsigned>(settings, "threads", 0, kMostThreads), config.threads, wrong);
  config.cursor_key = settings.text("cursor-key");
  config.snapshots = settings.text("snapshots");
}

void read_webhook(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  if (config.role == Role::door || settings.text("webhook-url").empty()) return;
  WebhookOptions options{{settings.text("webhook-url"), settings.flag("webhook-loopback")}, {}, {}, config.log.data / "webhook"};
  if (auto status = check_webhook_url(options.target); !status) wrong.push_back(bad(settings, "webhook-url", status.error().hint));
  auto secret = webhook_secret(settings.text("webhook-secret"));
  if (!secret) {
    wrong.push_back(bad(settings, "webhook-secret", secret.error().hint));
  } else {
    options.secret = std::move(secret).value();
  }
  for (const std::string& name : settings.list("webhook-flags")) {
    if (!projections::flag_named(name)) {
      wrong.push_back(bad(settings, "webhook-flags", fmt::format("webhook-flags: names of flags with commas; no flag is called '{}'", name)));
    }
    options.flags.emplace(name);
  }
  config.webhook = std::move(options);
}

void read_dialects(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  if (config.role == Role::door) return;
  for (const auto& [name, out] : {std::pair{"dialects-session-manager-open-to", &config.session_manager_open_to},
                                  std::pair{"dialects-clock-in-open-to", &config.clock_in_open_to}}) {
    auto open = access::Networks::parse(settings.list(name));
    if (open) {
      *out = std::move(open).value();
    } else {
      wrong.push_back(bad(settings, name, open.error().hint));
    }
  }
}

void read_cors(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  config.cors_origins = settings.list("cors-origin");
  for (const std::string& origin : config.cors_origins) {
    if (http::is_origin(origin)) continue;
    wrong.push_back(bad(settings, "cors-origin", "cors-origin: an origin as browsers send it, as in https://desk.example, no path and no *"));
  }
}

void read_directory(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  take(number<std::uint64_t>(settings, "directory-bytes", kLeastDirectory, kMostDirectory), config.directory_bytes, wrong);
}

void read_reports(const Settings& settings, ServerConfig& config, Wrong& wrong) {
  if (config.role != Role::door) config.reports = report_plan(settings, wrong);
}

}  // namespace

Result<LogConfig> log_config(const Settings& settings) {
  Wrong wrong;
  auto config = read_log(settings, wrong);
  if (!wrong.empty()) return wrong.front();
  return config;
}

ServerConfig server_config(const Settings& settings, Role role, std::vector<Error>& wrong) {
  ServerConfig config;
  config.role = role;
  config.policies = settings.text("policies");
  config.log_requests = settings.flag("log-requests");
  for (const auto read : {read_auth, read_log_of, read_role, read_listen, read_clock, read_threads, read_cors, read_dialects, read_directory, read_reports, read_webhook}) {
    read(settings, config, wrong);
  }
  return config;
}

void check_given(const Settings& settings, Role role, std::vector<Error>& wrong) {
  check_auth_given(settings, role == Role::full && !settings.flag("replica"), wrong);
}

}  // namespace muster::deploy
