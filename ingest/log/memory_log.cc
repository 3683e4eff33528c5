#include "ingest/log/memory_log.h"

#include <array>
#include <mutex>
#include <set>

#include "ingest/log/log_errors.h"
#include "ingest/log/memory_partition.h"

namespace muster::log {
namespace {

struct Acknowledgement {
  std::vector<Result<Position>> results;
  AppendDone done;
};

class MemoryLogImpl final : public MemoryLog {
 public:
  explicit MemoryLogImpl(MemoryLogOptions options);

  Capabilities capabilities() const override { return {.durable = false}; }
  Partition partitions() const override { return options_.partitions; }
  std::string epoch() const override { return options_.epoch; }
  void append(std::vector<Record> batch, AppendDone done) override;
  Result<std::unique_ptr<Reader>> read(Topic topic, Partition partition, Offset from,
                                       bool with_headers) override;
  Result<Offset> log_start(Topic topic, Partition p) override { return at(topic, p)->start(); }
  Result<Offset> end_offset(Topic topic, Partition p) override { return at(topic, p)->end(); }
  Result<Offset> offset_for_time(Topic topic, Partition p, Timestamp t) override {
    return at(topic, p)->offset_for_time(t);
  }
  bool healthy() const override { return available_->load(); }
  void on_append(std::function<void()> wake) override;

  void hold() override;
  void hold(Partition partition) override;
  std::size_t release() override;
  void duplicate(std::size_t records) override;
  void lose_outcome(std::size_t records, bool appended) override;
  void set_available(bool available) override { available_->store(available); }
  void trim(Topic topic, Partition p, Offset start) override { at(topic, p)->trim(start); }

 private:
  std::shared_ptr<MemoryPartition>& at(Topic topic, Partition partition) {
    return partitions_.at(static_cast<std::size_t>(topic)).at(partition);
  }
  Result<Position> append_one(const Record& record);
  bool held(const std::vector<Record>& batch) const;

  const MemoryLogOptions options_;
  std::array<std::vector<std::shared_ptr<MemoryPartition>>, kTopicCount> partitions_;
  std::shared_ptr<std::atomic<bool>> available_ = std::make_shared<std::atomic<bool>>(true);

  mutable std::mutex mutex_;
  bool hold_all_ = false;
  std::set<Partition> hold_;
  std::vector<Acknowledgement> waiting_;
  std::size_t duplicates_ = 0;
  std::size_t lost_ = 0;
  bool lost_appended_ = false;
  std::vector<std::function<void()>> wakes_;
};

MemoryLogImpl::MemoryLogImpl(MemoryLogOptions options) : options_(std::move(options)) {
  for (const TopicSpec& topic : all_topics()) {
    auto& row = partitions_[static_cast<std::size_t>(topic.topic)];
    for (Partition p = 0; p < options_.partitions; ++p) {
      row.push_back(std::make_shared<MemoryPartition>(topic.topic, p));
    }
  }
}

Result<Position> MemoryLogImpl::append_one(const Record& record) {
  if (!available_->load()) return log_unavailable("", "The log in memory was made unavailable");
  if (payload_bytes(record) > kMaxRecordBytes) return record_too_large(record);
  MemoryPartition& partition = *at(record.topic, record.partition);
  if (lost_ > 0) {
    --lost_;
    if (lost_appended_) partition.append(record);
    return log_timeout(spec(record.topic).name);
  }
  const Position position = partition.append(record);
  if (duplicates_ > 0) {
    --duplicates_;
    partition.append(record);
  }
  return position;
}

bool MemoryLogImpl::held(const std::vector<Record>& batch) const {
  if (hold_all_) return true;
  for (const Record& record : batch) {
    if (hold_.contains(record.partition)) return true;
  }
  return false;
}

void MemoryLogImpl::append(std::vector<Record> batch, AppendDone done) {
  std::vector<Result<Position>> results;
  std::vector<std::function<void()>> wakes;
  bool wait = false;
  {
    std::lock_guard lock(mutex_);
    results.reserve(batch.size());
    for (const Record& record : batch) results.push_back(append_one(record));
    wait = held(batch);
    if (wait) waiting_.push_back({std::move(results), std::move(done)});
    wakes = wakes_;
  }
  if (!wait) done(std::move(results));
  for (const auto& wake : wakes) wake();
}

Result<std::unique_ptr<Reader>> MemoryLogImpl::read(Topic topic, Partition partition, Offset from,
                                                    bool with_headers) {
  return std::unique_ptr<Reader>(
      std::make_unique<MemoryReader>(at(topic, partition), available_, from, with_headers));
}

void MemoryLogImpl::on_append(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wakes_.push_back(std::move(wake));
}

void MemoryLogImpl::hold() {
  std::lock_guard lock(mutex_);
  hold_all_ = true;
}

void MemoryLogImpl::hold(Partition partition) {
  std::lock_guard lock(mutex_);
  hold_.insert(partition);
}

std::size_t MemoryLogImpl::release() {
  std::vector<Acknowledgement> ready;
  {
    std::lock_guard lock(mutex_);
    hold_all_ = false;
    hold_.clear();
    ready.swap(waiting_);
  }
  for (Acknowledgement& ack : ready) ack.done(std::move(ack.results));
  return ready.size();
}

void MemoryLogImpl::duplicate(std::size_t records) {
  std::lock_guard lock(mutex_);
  duplicates_ = records;
}

void MemoryLogImpl::lose_outcome(std::size_t records, bool appended) {
  std::lock_guard lock(mutex_);
  lost_ = records;
  lost_appended_ = appended;
}

}  // namespace

std::shared_ptr<MemoryLog> make_memory_log(MemoryLogOptions options) {
  return std::make_shared<MemoryLogImpl>(std::move(options));
}

}  // namespace muster::log
