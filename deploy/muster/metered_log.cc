#include "deploy/muster/metered_log.h"

#include <algorithm>

#include "deploy/muster/crash_hook.h"

namespace muster::deploy {

void MeteredLog::Counters::count(const std::vector<Result<log::Position>>& results) {
  for (const auto& result : results) {
    auto& counter = result ? appended[static_cast<std::size_t>(result->topic)] : failed;
    counter.fetch_add(1, std::memory_order_relaxed);
  }
}

void MeteredLog::append(std::vector<log::Record> batch, log::AppendDone done) {
  inner_.append(std::move(batch), [counters = counters_, at = at_, failed = failed_, done = std::move(done)](std::vector<Result<log::Position>> results) {
    counters->count(results);
    const auto fault = std::find_if(results.begin(), results.end(), [](const auto& result) { return !result.ok(); });
    if (fault != results.end() && failed) failed(fault->error());
    if (at) at(kAfterAppend);
    done(std::move(results));
  });
}

AppendFigures MeteredLog::figures() const {
  AppendFigures out;
  for (std::size_t i = 0; i < kTopicCount; ++i) out.appended[i] = counters_->appended[i].load(std::memory_order_relaxed);
  out.failed = counters_->failed.load(std::memory_order_relaxed);
  return out;
}

}  // namespace muster::deploy
