#include "ingest/log/embedded_log.h"

#include "ingest/log/embedded_commit.h"
#include "ingest/log/embedded_log_internal.h"
#include "ingest/log/embedded_reader.h"
#include "ingest/log/embedded_store.h"
#include "ingest/log/log_errors.h"

namespace muster::log {
namespace {

using embedded::PartitionState;

class EmbeddedLogImpl final : public EmbeddedLog {
 public:
  EmbeddedLogImpl(std::shared_ptr<embedded::Store> store, std::size_t budget_bytes)
      : store_(std::move(store)), commit_(store_, budget_bytes) {}

  Capabilities capabilities() const override { return {}; }
  Partition partitions() const override { return store_->partitions(); }
  std::string epoch() const override { return store_->epoch(); }
  void append(std::vector<Record> batch, AppendDone done) override {
    commit_.append(std::move(batch), std::move(done));
  }
  Result<std::unique_ptr<Reader>> read(Topic topic, Partition partition, Offset from,
                                       bool with_headers) override;
  Result<Offset> log_start(Topic topic, Partition partition) override;
  Result<Offset> end_offset(Topic topic, Partition partition) override;
  Result<Offset> offset_for_time(Topic topic, Partition partition, Timestamp t) override;
  bool healthy() const override { return commit_.healthy(); }
  void on_append(std::function<void()> wake) override { commit_.on_append(std::move(wake)); }

  Status set_log_start(Topic topic, Partition partition, Offset start) override;
  Stats stats() const override { return commit_.stats(); }

 private:
  Result<PartitionState*> find(Topic topic, Partition partition);

  std::shared_ptr<embedded::Store> store_;
  embedded::GroupCommit commit_;
  std::mutex trim_mutex_;
};

Result<PartitionState*> EmbeddedLogImpl::find(Topic topic, Partition partition) {
  if (PartitionState* state = store_->find(topic, partition)) return state;
  return Error{"wrong_partitions", ErrorClass::bug, position_text(topic, partition, 0),
               "The log has no such partition"};
}

Result<std::unique_ptr<Reader>> EmbeddedLogImpl::read(Topic topic, Partition partition, Offset from,
                                                      bool with_headers) {
  auto state = find(topic, partition);
  if (!state) return state.error();
  return std::unique_ptr<Reader>(
      std::make_unique<embedded::EmbeddedReader>(store_, **state, from, with_headers));
}

Result<Offset> EmbeddedLogImpl::log_start(Topic topic, Partition partition) {
  auto state = find(topic, partition);
  if (!state) return state.error();
  return (*state)->start.load();
}

Result<Offset> EmbeddedLogImpl::end_offset(Topic topic, Partition partition) {
  auto state = find(topic, partition);
  if (!state) return state.error();
  return (*state)->end.load();
}

Result<Offset> EmbeddedLogImpl::offset_for_time(Topic topic, Partition partition, Timestamp t) {
  auto state = find(topic, partition);
  if (!state) return state.error();
  return store_->offset_for_time(**state, t);
}

Status EmbeddedLogImpl::set_log_start(Topic topic, Partition partition, Offset start) {
  if (spec(topic).compacted) {
    return Error{"bad_parameter", ErrorClass::refused, std::string(spec(topic).name),
                 "A compacted topic keeps the newest record of every key"};
  }
  auto state = find(topic, partition);
  if (!state) return state.error();
  std::lock_guard lock(trim_mutex_);
  return store_->set_start(**state, start);
}

}  // namespace

Result<std::unique_ptr<EmbeddedLog>> open_embedded_log_on(const EmbeddedLogOptions& options,
                                                          rocksdb::Env* env) {
  auto store = embedded::Store::open(options, env);
  if (!store) return store.error();
  return std::unique_ptr<EmbeddedLog>(
      std::make_unique<EmbeddedLogImpl>(std::move(*store), options.pending_bytes));
}

Result<std::unique_ptr<EmbeddedLog>> open_embedded_log(const EmbeddedLogOptions& options) {
  return open_embedded_log_on(options, nullptr);
}

}  // namespace muster::log
