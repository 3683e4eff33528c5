#include "processors/runner.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "processors/wake_up.h"

namespace muster::processors {
namespace {

constexpr std::chrono::milliseconds kLastAnswers{2000};
constexpr std::chrono::milliseconds kBreath{2};

// Records of the log that are not visible yet; empty where the log does not say.
std::optional<std::uint64_t> lag_of(const TaskPorts& ports, log::Partition partition) {
  std::uint64_t lag = 0;
  for (const Topic topic : kFoldedTopics) {
    const auto end = ports.log.end_offset(topic, partition);
    if (!end.ok()) return std::nullopt;
    lag += static_cast<std::uint64_t>(std::max<log::Offset>(0, *end - ports.progress.next(topic, partition)));
  }
  return lag;
}

}  // namespace

struct Runner::Impl {
  Impl(const TaskPorts& p, RunnerOptions o) : ports(p), options(std::move(o)), lags(p.log.partitions()) {
    std::vector<std::shared_ptr<OutboxCursor>> cursors;
    for (log::Partition partition = 0; partition < ports.log.partitions(); ++partition) {
      TaskOptions of_task = options.task;
      if (!options.until.empty()) of_task.until = options.until.at(partition);
      tasks.push_back(std::make_unique<Task>(ports, partition, std::move(of_task)));
      cursors.push_back(tasks.back()->outbox());
    }
    emitter.emplace(ports.log, ports.store, ports.monotonic, std::move(cursors), options.emitter);
    // The log keeps the closure for as long as it lives: so must what it touches.
    ports.log.on_append([wake = wake] { wake->signal(); });
  }

  void drive(std::size_t first, std::size_t step) {
    while (!stopping) {
      const std::uint64_t seen = wake->count();
      std::size_t done = 0;
      for (std::size_t t = first; t < tasks.size(); t += step) done += tasks[t]->work();
      if (placed_awaited) placed.signal();
      if (done == 0) wake->wait(seen, options.idle);
    }
  }

  // What is not acknowledged is announced again by whoever goes on.
  void hear_out() const {
    const auto deadline = std::chrono::steady_clock::now() + kLastAnswers;
    while (emitter->under_way() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kBreath);
  }

  void emit() {
    while (!stopping) {
      const std::uint64_t seen = wake->count();
      ports.progress.expire(ports.monotonic.now());
      if (emitter->work() == 0) wake->wait(seen, options.idle);
    }
  }

  // On a thread of its own, since a broker that is away takes its time to answer.
  void watch_lag() {
    while (!stopping) {
      for (log::Partition p = 0; p < lags.size() && !stopping && ports.log.healthy(); ++p) {
        if (const auto lag = lag_of(ports, p)) lags[p] = *lag;
      }
      lag_pause.wait(0, options.lag_every);
    }
  }

  bool drained() const {
    for (log::Partition p = 0; p < lags.size(); ++p) {
      if (tasks[p]->report().state != TaskState::running || lag_of(ports, p) != 0) return false;
    }
    return emitter->figures().waiting == 0;
  }

  const TaskPorts ports;
  const RunnerOptions options;
  std::vector<std::unique_ptr<Task>> tasks;
  std::optional<Emitter> emitter;
  std::vector<std::atomic<std::uint64_t>> lags;
  std::shared_ptr<WakeUp> wake = std::make_shared<WakeUp>();
  WakeUp lag_pause;  // signalled once: at the end
  WakeUp placed;     // after each round, while somebody waits for it
  std::atomic<bool> placed_awaited{false};
  std::atomic<bool> stopping{false};
  std::vector<std::thread> threads;
};

Runner::Runner(const TaskPorts& ports, RunnerOptions options)
    : impl_(std::make_unique<Impl>(ports, std::move(options))) {}

Runner::~Runner() { stop(); }

void Runner::start() {
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t wanted = impl_->options.threads > 0 ? impl_->options.threads : cores;
  const std::size_t count = std::min(wanted, impl_->tasks.size());
  for (std::size_t i = 0; i < count; ++i) {
    impl_->threads.emplace_back([impl = impl_.get(), i, count] { impl->drive(i, count); });
  }
  impl_->threads.emplace_back([impl = impl_.get()] { impl->emit(); });
  impl_->threads.emplace_back([impl = impl_.get()] { impl->watch_lag(); });
}

bool Runner::drain(std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!impl_->drained()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    impl_->wake->wait(impl_->wake->count(), impl_->options.idle);
  }
  return true;
}

bool Runner::wait_in_place(std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  impl_->placed_awaited = true;
  for (;;) {
    const std::uint64_t seen = impl_->placed.count();
    const RunnerReport now = report();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const bool there = now.running() && now.caught_up;
    if (there || left.count() <= 0) {
      impl_->placed_awaited = false;
      return there;
    }
    impl_->placed.wait(seen, left);
  }
}

void Runner::stop() {
  if (impl_->threads.empty()) return;
  impl_->stopping = true;
  impl_->wake->signal();
  impl_->lag_pause.signal();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
  impl_->hear_out();
  for (const auto& task : impl_->tasks) task->finish();
  // What this can't make durable is read again from the log.
  static_cast<void>(impl_->ports.store.sync());
}

bool RunnerReport::running() const {
  return std::all_of(partitions.begin(), partitions.end(),
                     [](const PartitionReport& p) { return p.task.state == TaskState::running; });
}

RunnerReport Runner::report() const {
  RunnerReport report;
  for (std::size_t p = 0; p < impl_->tasks.size(); ++p) {
    const PartitionReport one{impl_->tasks[p]->report(), impl_->lags[p].load()};
    report.total.add(one.task.figures);
    report.lag_records += one.lag_records;
    report.behind = std::max(report.behind, one.task.behind);
    report.caught_up &= one.task.caught_up;
    if (one.task.state == TaskState::stopped && !report.stopped) report.stopped = one.task.error;
    report.partitions.push_back(one);
  }
  report.emitter = impl_->emitter->figures();
  return report;
}

}  // namespace muster::processors
