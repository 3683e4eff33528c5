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

void MeteredLog::Counters::begin() {
  const std::lock_guard lock(mutex);
  ++open;
}

void MeteredLog::Counters::end() {
  const std::lock_guard lock(mutex);
  if (--open == 0) all_answered.notify_all();
}

bool MeteredLog::answered(std::chrono::milliseconds at_most) {
  std::unique_lock lock(counters_->mutex);
  return counters_->all_answered.wait_for(lock, at_most, [this] { return counters_->open == 0; });
}

void MeteredLog::append(std::vector<log::Record> batch, log::AppendDone done) {
  counters_->begin();
  inner_.append(std::move(batch), [counters = counters_, at = at_, failed = failed_, done = std::move(done)](std::vector<Result<log::Position>> results) {
    counters->count(results);
    const auto fault = std::find_if(results.begin(), results.end(), [](const auto& result) { return !result.ok(); });
    if (fault != results.end() && failed) failed(fault->error());
    if (at) at(kAfterAppend);
    done(std::move(results));
    counters->end();
  });
}

AppendFigures MeteredLog::figures() const {
  AppendFigures out;
  for (std::size_t i = 0; i < kTopicCount; ++i) out.appended[i] = counters_->appended[i].load(std::memory_order_relaxed);
  out.failed = counters_->failed.load(std::memory_order_relaxed);
  return out;
}

}  // namespace muster::deploy
