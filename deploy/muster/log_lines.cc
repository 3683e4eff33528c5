#include "deploy/muster/log_lines.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "schemas/errors.h"

namespace muster::deploy {
namespace {

constexpr std::string_view name_of(Level level) {
  switch (level) {
    case Level::info: return "info";
    case Level::warn: return "warn";
    case Level::error: return "error";
  }
  return {};
}

spdlog::level::level_enum spd_level(Level level) {
  if (level == Level::info) return spdlog::level::info;
  return level == Level::warn ? spdlog::level::warn : spdlog::level::err;
}

Level level_of(const Error& error) {
  const std::string_view named = spec(error.cls).log_level;
  if (named == "info") return Level::info;
  return named == "warn" ? Level::warn : Level::error;
}

}  // namespace

struct LogLines::Impl {
  explicit Impl(const MonotonicClock& c) : clock(c), logger("muster", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger.set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})", spdlog::pattern_time_type::utc);
    logger.flush_on(spdlog::level::info);
  }

  // How many lines of this code were left out before this one; empty where this one is, too.
  std::optional<int> let_through(std::string_view code) {
    const std::lock_guard lock(mutex);
    Bucket& bucket = buckets[std::string(code)];
    const auto now = clock.now();
    if (bucket.lines == 0 || now - bucket.since >= kWindow) {
      const int left_out = bucket.left_out;
      bucket = {now, 1, 0};
      return left_out;
    }
    if (bucket.lines < kPerCode) {
      ++bucket.lines;
      return 0;
    }
    ++bucket.left_out;
    return std::nullopt;
  }

  // spdlog brings the time and the braces.
  void put(Level level, const nlohmann::ordered_json& line) {
    const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    logger.log(spd_level(level), "{}", std::string_view(text).substr(1, text.size() - 2));
  }

  struct Bucket {
    std::chrono::nanoseconds since{0};
    int lines = 0;
    int left_out = 0;
  };
  const MonotonicClock& clock;
  std::mutex mutex;
  std::map<std::string, Bucket, std::less<>> buckets;
  spdlog::logger logger;
};

LogLines::LogLines(const MonotonicClock& clock) : impl_(std::make_unique<Impl>(clock)) {}
LogLines::~LogLines() = default;

void LogLines::write(Level level, std::string_view code, std::string_view message, LogFields fields) {
  const auto left_out = impl_->let_through(code);
  if (!left_out) return;
  nlohmann::ordered_json line{{"level", name_of(level)}, {"code", code}, {"message", message}};
  for (const auto& [name, value] : fields) line[std::string(name)] = value;
  if (*left_out > 0) line["left_out"] = *left_out;
  impl_->put(level, line);
}

void LogLines::write(const Error& error, LogFields fields) {
  std::string message = error.hint;
  if (!error.where.empty()) message = fmt::format("{}: {}", error.where, message);
  write(level_of(error), error.code, message, fields);
}

void LogLines::request(const http::RequestDone& done) {
  nlohmann::ordered_json line{{"level", "info"}, {"code", "request"}, {"method", done.method}, {"route", done.route}, {"status", done.status},
                              {"seconds", done.seconds}, {"request_id", done.request_id}};
  if (done.asked_by != nullptr) line.update({{"actor", done.asked_by->actor}, {"address", done.asked_by->address}});
  impl_->put(Level::info, line);
}

}  // namespace muster::deploy
