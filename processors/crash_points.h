// Named moments of a task and its emitter, so that a test can end the process exactly there.
// Nothing happens at them unless a hook is given. Any thread.
#pragma once

#include <functional>
#include <string_view>

namespace muster::processors {

enum class CrashPoint : unsigned char {
  mid_batch,      // a poll batch is taken in by half
  after_fold,     // a poll batch is folded, nothing of it is written
  before_commit,
  after_commit,   // committed, nobody knows yet
  mid_outbox,     // rows are durable, and about to be appended
  mid_exchange,   // a state is moved aside, the one that was made beside it not in its place yet
};

constexpr std::string_view name_of(CrashPoint point) {
  switch (point) {
    case CrashPoint::mid_batch: return "mid_batch";
    case CrashPoint::after_fold: return "after_fold";
    case CrashPoint::before_commit: return "before_commit";
    case CrashPoint::after_commit: return "after_commit";
    case CrashPoint::mid_outbox: return "mid_outbox";
    case CrashPoint::mid_exchange: return "mid_exchange";
  }
  return {};
}

using ReachedHook = std::function<void(std::string_view name)>;

inline void reach(const ReachedHook& hook, CrashPoint point) {
  if (hook) hook(name_of(point));
}

}  // namespace muster::processors
