#include "processors/directory_follower.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "processors/wake_up.h"

namespace muster::processors {
namespace {

constexpr std::size_t kRecords = 1024;  // of one poll
constexpr std::chrono::milliseconds kIdle{50};
constexpr std::chrono::milliseconds kFirstPause{250};  // after a fault, doubled up to the longest
constexpr std::chrono::milliseconds kLongestPause{5'000};
constexpr std::string_view kOfTheLog = "_muster/";  // keys of the log's own records, such as its epoch

}  // namespace

struct DirectoryFollower::Impl {
  struct Lane {
    std::unique_ptr<log::Reader> reader;
    log::Offset next = -1;  // -1: at the start of the log
    bool was_at_end = false;
  };

  Impl(log::EventLog& l, Directory& d, Progress& p) : log(l), directory(d), progress(p), lanes(l.partitions()) {
    log.on_append([wake = wake] { wake->signal(); });
  }

  Status open(Lane& lane, log::Partition partition) {
    if (lane.next < 0) {
      const auto start = log.log_start(Topic::directory, partition);
      if (!start.ok()) return start.error();
      lane.next = *start;
    }
    auto reader = log.read(Topic::directory, partition, lane.next);
    if (!reader.ok()) return reader.error();
    lane.reader = std::move(*reader);
    return Done{};
  }

  // False: there is no room for it, nor then for those behind it.
  bool apply(const log::RecordView& record) {
    if (record.key.starts_with(kOfTheLog)) return true;
    const auto value = record.tombstone ? std::nullopt : std::optional(record.value);
    const Status applied = directory.apply(record.key, value);
    if (!applied.ok() && applied.error().cls == ErrorClass::retry) {
      full = applied.error();
      return false;
    }
    if (!applied.ok()) ++refused;
    return true;
  }

  Result<std::size_t> follow(Lane& lane, log::Partition partition) {
    if (lane.reader == nullptr) {
      if (const Status opened = open(lane, partition); !opened.ok()) return opened.error();
    }
    std::optional<log::Offset> stopped_at;
    const auto polled = lane.reader->poll(kRecords, [&](const log::RecordView& record) {
      if (!stopped_at && !apply(record)) stopped_at = record.offset;
    });
    if (!polled.ok()) {
      lane.reader.reset();  // not every fault of a reader passes
      return polled.error();
    }
    lane.next = stopped_at.value_or(lane.reader->position());
    progress.publish(Topic::directory, partition, lane.next);
    if (stopped_at) {
      lane.reader.reset();
      return full;
    }
    if (lane.reader->at_end()) lane.was_at_end = true;
    return *polled;
  }

  void note(std::optional<Error> fault) {
    const std::lock_guard lock(mutex);
    error = std::move(fault);
  }

  void run(DirectoryFollower& self) {
    std::chrono::milliseconds after_fault = kFirstPause;
    while (!stopping) {
      const std::uint64_t seen = wake->count();
      if (self.work() > 0) continue;
      if (!self.error()) {
        after_fault = kFirstPause;
        wake->wait(seen, kIdle);
      } else {
        // Appends by others must not turn the pause into a busy loop.
        pause.wait(0, after_fault);
        after_fault = std::min(2 * after_fault, kLongestPause);
      }
    }
  }

  log::EventLog& log;
  Directory& directory;
  Progress& progress;
  std::vector<Lane> lanes;
  Error full;  // as last told by the directory
  std::shared_ptr<WakeUp> wake = std::make_shared<WakeUp>();
  WakeUp pause;  // signalled once: at the end
  std::atomic<bool> caught_up{false};
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> refused{0};
  mutable std::mutex mutex;  // guards `error`
  std::optional<Error> error;
  std::thread thread;
};

DirectoryFollower::DirectoryFollower(log::EventLog& log, Directory& directory, Progress& progress)
    : impl_(std::make_unique<Impl>(log, directory, progress)) {}

DirectoryFollower::~DirectoryFollower() { stop(); }

std::size_t DirectoryFollower::work() {
  std::size_t read = 0;
  std::optional<Error> fault;
  bool all_at_end = true;
  for (std::size_t p = 0; p < impl_->lanes.size(); ++p) {
    Impl::Lane& lane = impl_->lanes[p];
    const auto followed = impl_->follow(lane, static_cast<log::Partition>(p));
    if (followed.ok()) {
      read += *followed;
    } else {
      fault = followed.error();
    }
    all_at_end = all_at_end && lane.was_at_end;
  }
  impl_->note(std::move(fault));
  if (all_at_end) impl_->caught_up = true;
  return read;
}

void DirectoryFollower::start() {
  impl_->thread = std::thread([this] { impl_->run(*this); });
}

void DirectoryFollower::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->stopping = true;
  impl_->wake->signal();
  impl_->pause.signal();
  impl_->thread.join();
}

bool DirectoryFollower::caught_up() const { return impl_->caught_up; }

std::optional<Error> DirectoryFollower::error() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->error;
}

std::uint64_t DirectoryFollower::refused() const { return impl_->refused; }

}  // namespace muster::processors
