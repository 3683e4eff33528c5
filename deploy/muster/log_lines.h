// What the process says on stderr: one JSON object a line, for an incident or a request. Lines of one
// code are limited; the next that is let through says how many were left out. Any thread.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

#include "api/http/options.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

enum class Level { info, warn, error };

// Name and value; values may be anything, they are escaped.
using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class LogLines {
 public:
  explicit LogLines(const MonotonicClock& clock);
  ~LogLines();

  // {"time":…,"level":…,"code":…,"message":…, fields…}; at most kPerCode of one code each kWindow.
  void write(Level level, std::string_view code, std::string_view message, LogFields fields = {});
  void write(const Error& error, LogFields fields = {});  // level and code are the error's
  // Not limited: whoever asks for a line a request gets it.
  void request(const http::RequestDone& done);

  static constexpr int kPerCode = 10;
  static constexpr std::chrono::seconds kWindow{10};

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::deploy
