// What the connections of one worker share: scratch memory, ids, the date. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/reply.h"
#include "schemas/time.h"

namespace muster::http {

class WorkerTools {
 public:
  WorkerTools(std::shared_ptr<ReplySink> reply_sink, const WallClock& wall);

  std::string next_request_id();  // 16 hex digits
  int retry_after_s();            // 1..5, so that those sent away do not return together
  std::string_view date();        // of the present second; valid until the next call

  const std::shared_ptr<ReplySink> sink;
  std::vector<char> scratch;      // for recv

 private:
  const WallClock& wall_;
  std::mt19937_64 random_;
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace muster::http
