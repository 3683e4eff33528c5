#include "ingest/log/embedded_commit.h"

#include <chrono>

#include "ingest/log/embedded_format.h"
#include "ingest/log/log_errors.h"

namespace muster::log::embedded {
namespace {

constexpr std::size_t kGroupBytes = 8 << 20;         // one write; bounds how long its first waits
constexpr std::size_t kRecordOverhead = 64;          // counted per record beside its bytes
constexpr std::chrono::seconds kProbeEvery{1};       // while the disk refuses
constexpr std::string_view kProbeKey = "probe";

std::optional<Error> refusal(const Store& store, const Record& record) {
  if (record.partition >= store.partitions()) {
    return Error{"wrong_partitions", ErrorClass::bug, position_text(record.topic, record.partition, 0),
                 "The log has fewer partitions than this record was placed in"};
  }
  if (payload_bytes(record) > kMaxRecordBytes) return record_too_large(record);
  return std::nullopt;
}

rocksdb::WriteOptions synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

}  // namespace

GroupCommit::GroupCommit(std::shared_ptr<Store> store, std::size_t budget_bytes)
    : store_(std::move(store)), budget_(budget_bytes), stage_(*store_), thread_([this] { run(); }) {}

GroupCommit::~GroupCommit() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_.notify_one();
  thread_.join();
}

void GroupCommit::append(std::vector<Record> batch, AppendDone done) {
  Waiting item{std::move(batch), std::move(done), 0};
  for (const Record& record : item.batch) item.bytes += payload_bytes(record) + kRecordOverhead;
  std::optional<Error> refused;
  {
    std::lock_guard lock(mutex_);
    if (!healthy_) {
      refused = log_unavailable("", "The disk refuses writes; appends resume when it takes them again");
    } else if (pending_bytes_ > 0 && pending_bytes_ + item.bytes > budget_) {
      refused = log_full(budget_);
    } else {
      pending_bytes_ += item.bytes;
      waiting_.push_back(std::move(item));
    }
  }
  if (!refused) return ready_.notify_one();
  item.done(std::vector<Result<Position>>(item.batch.size(), *refused));
}

void GroupCommit::on_append(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wakes_.push_back(std::move(wake));
}

EmbeddedLog::Stats GroupCommit::stats() const {
  std::lock_guard lock(mutex_);
  return {commits_, records_, pending_bytes_};
}

void GroupCommit::run() {
  Group group;
  while (take(group)) {
    if (!group.empty()) commit(group);
    if (!healthy_) probe();
  }
}

bool GroupCommit::take(Group& group) {
  group.clear();
  std::unique_lock lock(mutex_);
  const auto due = [this] { return closed_ || !waiting_.empty(); };
  if (healthy_) {
    ready_.wait(lock, due);
  } else {
    ready_.wait_for(lock, kProbeEvery, due);
  }
  std::size_t bytes = 0;
  while (!waiting_.empty() && (group.empty() || bytes + waiting_.front().bytes <= kGroupBytes)) {
    bytes += waiting_.front().bytes;
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return !closed_ || !group.empty();
}

void GroupCommit::commit(Group& group) {
  std::vector<std::vector<Result<Position>>> results(group.size());
  const std::optional<Error> failure = write(group, results);
  if (failure) {
    for (std::size_t i = 0; i < group.size(); ++i) results[i].assign(group[i].batch.size(), *failure);
  }
  finish(group, std::move(results));
}

std::optional<Error> GroupCommit::write(Group& group,
                                        std::vector<std::vector<Result<Position>>>& results) {
  if (!healthy_) return log_unavailable("", "The disk refuses writes");
  stage_.begin();
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    results[i].reserve(group[i].batch.size());
    for (const Record& record : group[i].batch) {
      const auto refused = refusal(*store_, record);
      results[i].push_back(refused ? Result<Position>(*refused) : stage_.add(record));
      count += results[i].back().ok() ? 1 : 0;
    }
  }
  if (count == 0) return std::nullopt;
  if (const auto status = store_->db().Write(synced(), &stage_.batch()); !status.ok()) {
    healthy_ = false;
    // The bytes may have reached the disk although the sync did not return: a restart may find them.
    Error unknown = log_timeout("");
    unknown.hint = store_->error_of(status).hint + ". " + unknown.hint;
    return unknown;
  }
  stage_.publish();
  ++commits_;
  records_ += count;
  return std::nullopt;
}

void GroupCommit::finish(Group& group, std::vector<std::vector<Result<Position>>> results) {
  std::vector<std::function<void()>> wakes;
  {
    std::lock_guard lock(mutex_);
    for (const Waiting& item : group) pending_bytes_ -= item.bytes;
    wakes = wakes_;
  }
  for (std::size_t i = 0; i < group.size(); ++i) group[i].done(std::move(results[i]));
  for (const auto& wake : wakes) wake();
}

void GroupCommit::probe() {
  if (!store_->db().Resume().ok()) return;
  healthy_ = store_->db().Put(synced(), std::string(kProbeKey), "").ok();
}

}  // namespace muster::log::embedded
