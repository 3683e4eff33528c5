#include "processors/task.h"

#include <algorithm>
#include <utility>

#include "processors/pinned.h"
#include "processors/quarantine.h"

namespace muster::processors {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kLive = std::chrono::seconds{1};  // since the end of the log was last seen
constexpr std::size_t kTimers = 1000;                   // of one round
constexpr std::size_t kRecalled = 5000;                 // announcements of one round

}  // namespace

Task::Task(const TaskPorts& ports, log::Partition partition, TaskOptions options)
    : ports_(ports), partition_(partition), options_(std::move(options)), feed_(ports.log, ports.store, partition),
      admission_(partition, ports.log.partitions(), options_.clock), engine_(ports.store, partition, options_.engine),
      outbox_(ports.store, partition, !options_.announce, options_.outbox), standing_(ports.wall, ports.monotonic) {}

std::size_t Task::work() {
  if (!standing_.due()) return 0;
  try {
    return round();
  } catch (const projections::ReadFailure& failure) {
    give_up(failure.error());
    return 0;
  }
}

std::size_t Task::round() {
  if (!standing_.is_open()) open();
  if (!standing_.is_open()) return 0;
  const nanoseconds now = ports_.monotonic.now();
  if (!dirty()) dirty_since_ = now;
  const std::size_t polled = take_in();
  if (feed_.at_end()) last_at_end_ = now;
  std::size_t done = polled + fire_timers();
  if (commit_due(polled)) done += commit() ? 1 : 0;
  if (!standing_.is_open()) return done;
  if (barrier_) {
    standing_.enter(TaskState::stopped, std::exchange(barrier_, std::nullopt));
  } else {
    end_rebuild();
    done += recall();
  }
  if (done == 0 && feed_.at_end() && !standing_.shown_at_end()) publish();
  return done;
}

void Task::finish() {
  if (!standing_.is_open() || !dirty()) return;
  try {
    commit();
  } catch (const projections::ReadFailure& failure) {
    give_up(failure.error());
  }
}

void Task::open() {
  barrier_.reset();
  log_away_ = false;
  last_at_end_ = nanoseconds::min();
  uncommitted_ = 0;
  // Else all would be folded again only to fail at its commit.
  if (!ports_.store.writable() && standing_.error()) return close(*standing_.error());
  Status opened = check_pinned(ports_.store, ports_.log, options_.store_name);
  if (opened.ok()) opened = outbox_.open();
  if (opened.ok()) opened = feed_.open(outbox_.announcing() ? Feed::To::the_present : Feed::To::what_is_there, options_.until);
  if (!opened.ok()) {
    if (may_pass(opened.error())) return close(opened.error());
    return standing_.enter(TaskState::stopped, opened.error());
  }
  standing_.enter(outbox_.announcing() ? TaskState::running : TaskState::rebuilding);
  feed_.publish(ports_.progress);
  end_rebuild();
}

std::size_t Task::take_in() {
  std::size_t batch = 0;
  const auto polled = feed_.poll(options_.poll_records, [&](const log::RecordView& r) { take_record(r, ++batch); }, ahead_);
  const bool was_away = std::exchange(log_away_, !polled.ok() && may_pass(polled.error()));
  if (!polled.ok()) {
    if (log_away_) {
      wait_for_log(was_away, polled.error());
    } else {
      barrier_ = polled.error();
    }
    return 0;
  }
  if (standing_.error()) standing_.recovered();
  if (*polled > 0) {
    engine_.settle();
    reach(options_.at, CrashPoint::after_fold);
  }
  return *polled;
}

// Readers outlive a log that is away, but not every fault: after a while they are opened anew.
void Task::wait_for_log(bool was_away, const Error& error) {
  const nanoseconds now = ports_.monotonic.now();
  if (!was_away) away_since_ = now;
  if (now - away_since_ < options_.reopen_after) return standing_.wait_out(error);
  if (!dirty() || commit()) close(error);
}

void Task::take_record(const log::RecordView& record, std::size_t batch_so_far) {
  if (barrier_) return;  // nothing behind it is taken
  const Status admitted = admission_.admit(record, event_);
  if (admitted.ok()) {
    engine_.add(record, event_);
  } else {
    refuse(record, admitted.error());
    if (barrier_) return;
  }
  feed_.take(record);
  ++figures_.read;
  ++uncommitted_;
  if (batch_so_far == 1) reach(options_.at, CrashPoint::mid_batch);
}

void Task::refuse(const log::RecordView& record, const Error& refusal) {
  if (stops_partition(refusal)) {
    barrier_ = refusal;
    barrier_->where = std::string(spec(record.topic).name) + ":" + std::to_string(record.partition) + ":" +
                      std::to_string(record.offset);
    return;
  }
  ++figures_.quarantined[refusal.code];
  outbox_.add(quarantine_row(record, refusal, ports_.wall.now()));
}

// Not while the log is still to be read: what ended in silence may have been heard since.
std::size_t Task::fire_timers() {
  const nanoseconds now = ports_.monotonic.now();
  if (catching_up() || barrier_ || now < timers_not_before_) return 0;
  const std::size_t fired = engine_.fire_timers(ports_.wall.now(), kTimers);
  if (fired < kTimers) timers_not_before_ = now + options_.timers_every;
  figures_.timers += fired;
  return fired;
}

// From here on changes are announced: not one of what the log held before, all of what it holds since. The
// mark is made durable before any of them can be: a machine that forgets it would take the sessions since
// for a rebuild and never announce them.
void Task::end_rebuild() {
  if (standing_.state() != TaskState::rebuilding || dirty() || !feed_.caught_up()) return;
  if (options_.announce) {
    outbox_.begin_announcing();
    if (!commit()) return;
    if (const Status durable = ports_.store.sync(); !durable.ok()) return close(durable.error());
  }
  publish();
  if (const Status opened = feed_.open(Feed::To::the_present, options_.until); !opened.ok()) return close(opened.error());
  standing_.enter(TaskState::running, standing_.error());
}

// Once rows are those of the log. What was announced and is no session is told to be gone.
std::size_t Task::recall() {
  if (outbox_.owned() || standing_.state() != TaskState::running || dirty() || !feed_.caught_up()) return 0;
  if (ports_.monotonic.now() < recall_not_before_) return 0;
  if (!recall_) recall_.emplace(ports_.log, ports_.store, partition_);
  const auto read = recall_->work(kRecalled);
  if (!read) {
    recall_.reset();
    recall_not_before_ = ports_.monotonic.now() + kLive;
    return 0;
  }
  if (!recall_->whole()) return *read;
  const Timestamp now = ports_.wall.now();
  const std::vector<Announcement> gone = recall_->gone();
  for (const Announcement& announcement : gone) outbox_.add(announcement_row(announcement, now));
  figures_.announced += gone.size();
  outbox_.own();
  recall_.reset();
  return commit() ? 1 : 0;
}

bool Task::dirty() const { return feed_.dirty() || engine_.dirty() || outbox_.dirty(); }

bool Task::catching_up() const {
  return last_at_end_ == nanoseconds::min() || ports_.monotonic.now() - last_at_end_ > kLive;
}

bool Task::commit_due(std::size_t polled) const {
  if (!dirty()) return false;
  if (barrier_ || engine_.full() || outbox_.full() || ports_.progress.awaited(partition_)) return true;
  if (feed_.caught_up() && !standing_.caught_up()) return true;  // readiness waits for it
  if (polled == 0 && (feed_.at_end() || log_away_)) return true;
  const nanoseconds waited = ports_.monotonic.now() - dirty_since_;
  return waited >= (catching_up() ? options_.commit_catching_up : options_.commit_live);
}

bool Task::commit() {
  const nanoseconds begin = ports_.monotonic.now();
  const Timestamp now = ports_.wall.now();
  reach(options_.at, CrashPoint::before_commit);
  auto batch = ports_.store.batch();
  announcements_.clear();
  engine_.flush(*batch, now, outbox_.announcing() ? &announcements_ : nullptr);
  announce(now);
  outbox_.write(*batch, now);
  feed_.write(*batch);
  const Status held = ports_.store.commit(std::move(batch));
  engine_.committed(held.ok());
  outbox_.committed(held.ok());
  if (!held.ok()) {
    ++figures_.failed_commits;
    close(held.error());
    return false;
  }
  reach(options_.at, CrashPoint::after_commit);
  feed_.publish(ports_.progress);
  if (!log_away_) standing_.recovered();
  figures_.batch_records.add(static_cast<double>(std::exchange(uncommitted_, 0)));
  figures_.commit_micros.add(static_cast<double>((ports_.monotonic.now() - begin).count()) / 1e3);
  dirty_since_ = ports_.monotonic.now();
  publish();
  return true;
}

void Task::announce(Timestamp now) {
  if (!outbox_.announcing()) return;
  for (const Announcement& announcement : announcements_) outbox_.add(announcement_row(announcement, now));
  figures_.announced += announcements_.size();
}

void Task::close(const Error& error) {
  standing_.enter(TaskState::opening, error);
  standing_.wait_out(error);
  publish();
}

// What the engine holds may be half of something: it is folded again from what is stored.
void Task::give_up(const Error& error) {
  engine_.committed(false);
  outbox_.committed(false);
  if (may_pass(error)) return close(error);
  standing_.enter(TaskState::stopped, error);
  publish();
}

void Task::publish() {
  figures_.engine = engine_.figures();
  const bool caught_up = standing_.is_open() && feed_.caught_up() && !dirty();
  standing_.publish(figures_, feed_.at_end(), caught_up, feed_.last_taken());
}

}  // namespace muster::processors
