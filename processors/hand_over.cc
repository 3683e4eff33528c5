#include "processors/hand_over.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "processors/emitter.h"
#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/outbox_owner.h"
#include "projections/queries.h"
#include "projections/store_meta.h"

namespace muster::processors {
namespace {

using namespace std::chrono_literals;
using projections::Family;
namespace keys = projections::keys;

constexpr auto kBreath = 5ms;
constexpr int kMostBreaths = 2000;  // for the log to answer: what is not acknowledged might be sent twice

Offsets offsets_of(const projections::Reads& reads, log::Partition partition) {
  Offsets offsets{};
  for (const Topic topic : kFoldedTopics) {
    const auto bytes = reads.get(Family::meta, keys::next(topic, partition));
    if (bytes) offsets[static_cast<std::size_t>(topic)] = projections::or_fail(projections::decode_next_offset(*bytes)).offset;
  }
  return offsets;
}

// The tasks of one store, and what they announce, until all is done.
class Side {
 public:
  Side(const TaskPorts& ports, TaskOptions options, const std::vector<Offsets>& until) : ports_(ports), until_(until) {
    std::vector<std::shared_ptr<OutboxCursor>> cursors;
    for (log::Partition p = 0; p < until.size(); ++p) {
      options.until = until[p];
      tasks_.push_back(std::make_unique<Task>(ports_, p, options));
      cursors.push_back(tasks_.back()->outbox());
    }
    emitter_.emplace(ports_.log, ports_.store, ports_.monotonic, std::move(cursors));
  }

  Status bring_there() {
    for (int breaths = 0; breaths < kMostBreaths; ++breaths) {
      while (work() > 0) {
      }
      for (const auto& task : tasks_) {
        if (const auto error = task->report().error) return *error;
      }
      if (emitter_->figures().failed > 0) break;
      if (emitter_->figures().waiting == 0 && stored_offsets(ports_.store, ports_.log.partitions()) == until_) return finish();
      std::this_thread::sleep_for(kBreath);
    }
    return Error{"log_unavailable", ErrorClass::retry, "", "the log does not take what is announced"};
  }

 private:
  // What was acknowledged since the last commit.
  Status finish() {
    for (const auto& task : tasks_) task->finish();
    return Done{};
  }

  std::size_t work() {
    std::size_t done = emitter_->work();
    for (const auto& task : tasks_) done += task->work();
    return done;
  }

  const TaskPorts ports_;
  const std::vector<Offsets>& until_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::optional<Emitter> emitter_;
};

void erase_outbox(projections::Batch& batch, const projections::Reads& of, log::Partition p) {
  const std::string prefix = keys::partition(p);
  of.scan(Family::outbox, prefix, projections::prefix_end(prefix), [&](std::string_view key, std::string_view) {
    batch.erase(Family::outbox, key);
    return true;
  });
  batch.erase(Family::meta, keys::outbox_seq(p));
  batch.erase(Family::meta, keys::outbox_acked(p));
  batch.erase(Family::meta, keys::outbox_owner(p));
}

// Bounded by what an outbox keeps.
Status copy_outbox(const projections::Store& from, projections::Store& to, log::Partition p) {
  const auto reads = from.snapshot();
  auto batch = to.batch();
  erase_outbox(*batch, *to.snapshot(), p);
  const std::string prefix = keys::partition(p);
  reads->scan(Family::outbox, prefix, projections::prefix_end(prefix), [&](std::string_view key, std::string_view row) {
    batch->put(Family::outbox, key, row);
    return true;
  });
  for (const std::string& key : {keys::outbox_seq(p), keys::outbox_acked(p)}) {
    if (const auto value = reads->get(Family::meta, key)) batch->put(Family::meta, key, *value);
  }
  // Who reads the announcements goes on with the other one's positions.
  if (projections::owns_outbox(from, p)) projections::own_outbox(*batch, to, p, projections::outbox_lineage(from, p));
  return to.commit(std::move(batch));
}

Status bring_together(const TaskPorts& live, const TaskPorts& next, const TaskOptions& options) {
  const log::Partition partitions = live.log.partitions();
  std::vector<Offsets> until = stored_offsets(live.store, partitions);
  const std::vector<Offsets> made = stored_offsets(next.store, partitions);
  for (log::Partition p = 0; p < partitions; ++p) {
    std::transform(until[p].begin(), until[p].end(), made[p].begin(), until[p].begin(),
                   [](log::Offset a, log::Offset b) { return std::max(a, b); });
  }
  // What time alone ends, it ends in both.
  const StoppedClock now(live.wall.now());
  TaskOptions silent = options;
  silent.announce = false;
  Side making({next.log, next.store, next.progress, now, next.monotonic}, silent, until);
  if (Status there = making.bring_there(); !there) return there;
  Side serving({live.log, live.store, live.progress, now, live.monotonic}, options, until);
  if (Status there = serving.bring_there(); !there) return there;
  for (log::Partition p = 0; p < partitions; ++p) {
    if (Status copied = copy_outbox(live.store, next.store, p); !copied) return copied;
  }
  return next.store.sync();
}

}  // namespace

std::vector<Offsets> stored_offsets(const projections::Store& store, log::Partition partitions) {
  const auto reads = store.snapshot();
  std::vector<Offsets> all;
  for (log::Partition p = 0; p < partitions; ++p) all.push_back(offsets_of(*reads, p));
  return all;
}

Timestamp moment_of(const projections::Store& store, log::Partition partitions, Timestamp now) {
  const auto reads = store.snapshot();
  Timestamp moment = now;
  for (log::Partition p = 0; p < partitions; ++p) {
    const std::string prefix = keys::partition(p);
    reads->scan(Family::timers, prefix, projections::prefix_end(prefix), [&](std::string_view key, std::string_view) {
      if (const auto timer = keys::parse_timer(key)) moment = std::min(moment, timer->due - Duration{1});
      return false;
    });
  }
  return moment;
}

Status hand_over_as_it_is(const projections::Store& before, projections::Store& next, log::Partition partitions) {
  try {
    if (stored_offsets(before, partitions) != stored_offsets(next, partitions)) {
      return Error{"internal", ErrorClass::bug, "", "the state that was made is not as far as the one that serves: remove state.new, start again"};
    }
    for (log::Partition p = 0; p < partitions; ++p) {
      if (Status copied = copy_outbox(before, next, p); !copied) return copied;
    }
    return next.sync();
  } catch (const projections::ReadFailure& failure) {
    return failure.error();
  }
}

Status hand_over(const TaskPorts& live, const TaskPorts& next, const TaskOptions& options) {
  try {
    return bring_together(live, next, options);
  } catch (const projections::ReadFailure& failure) {
    return failure.error();
  }
}

Status forget_outbox(projections::Store& next) {
  const auto reads = next.snapshot();
  const auto partitions = projections::read_meta(*reads, "");
  if (!partitions) return partitions.error();
  auto batch = next.batch();
  for (log::Partition p = 0; p < partitions->partitions; ++p) erase_outbox(*batch, *reads, p);
  return next.commit(std::move(batch));
}

}  // namespace muster::processors
