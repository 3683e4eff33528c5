#include "processors/figures.h"

#include <algorithm>

namespace muster::processors {

void Spread::add(double value) {
  ++count;
  sum += value;
  for (std::size_t i = 0; i < kBounds.size(); ++i) at_most[i] += value <= kBounds[i] ? 1 : 0;
}

void Spread::add(const Spread& other) {
  count += other.count;
  sum += other.sum;
  for (std::size_t i = 0; i < kBounds.size(); ++i) at_most[i] += other.at_most[i];
}

void TaskFigures::add(const TaskFigures& other) {
  read += other.read;
  for (const auto& [code, n] : other.quarantined) quarantined[code] += n;
  announced += other.announced;
  timers += other.timers;
  failed_commits += other.failed_commits;
  batch_records.add(other.batch_records);
  commit_micros.add(other.commit_micros);
  engine.folded += other.engine.folded;
  engine.late += other.engine.late;
  engine.refolded += other.engine.refolded;
  engine.most_refolded = std::max(engine.most_refolded, other.engine.most_refolded);
  engine.repeated += other.engine.repeated;
  engine.cached_subjects += other.engine.cached_subjects;
  engine.cache_hits += other.engine.cache_hits;
  engine.cache_misses += other.engine.cache_misses;
  engine.dirty_bytes += other.engine.dirty_bytes;
}

const char* name_of(TaskState state) {
  switch (state) {
    case TaskState::opening: return "opening";
    case TaskState::rebuilding: return "rebuilding";
    case TaskState::running: return "running";
    case TaskState::stopped: return "stopped";
  }
  return "";
}

}  // namespace muster::processors
