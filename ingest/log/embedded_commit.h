// Group commit: whatever appends wait are numbered by one thread and written with one sync.
// Internal to the embedded log. Any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "ingest/log/embedded_stage.h"

namespace muster::log::embedded {

class GroupCommit {
 public:
  GroupCommit(std::shared_ptr<Store> store, std::size_t budget_bytes);
  ~GroupCommit();  // writes what waits, then ends the thread
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  void append(std::vector<Record> batch, AppendDone done);
  void on_append(std::function<void()> wake);
  bool healthy() const { return healthy_; }
  EmbeddedLog::Stats stats() const;

 private:
  struct Waiting {
    std::vector<Record> batch;
    AppendDone done;
    std::size_t bytes = 0;
  };
  using Group = std::vector<Waiting>;

  void run();
  bool take(Group& group);  // false: closed and nothing waits
  void commit(Group& group);
  std::optional<Error> write(Group& group, std::vector<std::vector<Result<Position>>>& results);
  void finish(Group& group, std::vector<std::vector<Result<Position>>> results);
  void probe();

  const std::shared_ptr<Store> store_;
  const std::size_t budget_;
  std::atomic<bool> healthy_{true};
  std::atomic<std::uint64_t> commits_{0}, records_{0};

  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Waiting> waiting_;
  std::size_t pending_bytes_ = 0;  // of what waits and what is being written
  bool closed_ = false;
  std::vector<std::function<void()>> wakes_;

  Stage stage_;  // of the thread alone
  std::thread thread_;
};

}  // namespace muster::log::embedded
