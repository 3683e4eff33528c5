#include "ingest/log/kafka_log.h"

#include "ingest/log/kafka_cluster_record.h"
#include "ingest/log/kafka_consumer.h"
#include "ingest/log/kafka_log_internal.h"
#include "ingest/log/kafka_producer.h"
#include "ingest/log/kafka_topics.h"
#include "ingest/log/kafka_watch.h"
#include "ingest/log/log_errors.h"

namespace muster::log {
namespace {

using kafka::Admin;
using kafka::Consumers;
using kafka::Producer;

class KafkaLogImpl final : public KafkaLog {
 public:
  KafkaLogImpl(std::shared_ptr<Admin> admin, std::unique_ptr<Producer> producer, const KafkaLogOptions& options,
           Partition partitions, Capabilities capabilities)
      : partitions_(partitions),
        capabilities_(capabilities),
        admin_(std::move(admin)),
        producer_(std::move(producer)),
        consumers_(std::make_shared<Consumers>(options, admin_, partitions)) {}

  Capabilities capabilities() const override { return capabilities_; }
  Partition partitions() const override { return partitions_; }
  std::string epoch() const override { return epoch_; }
  void append(std::vector<Record> batch, AppendDone done) override;
  Result<std::unique_ptr<Reader>> read(Topic topic, Partition partition, Offset from,
                                       bool with_headers) override {
    return consumers_->read(topic, partition, from, with_headers);
  }
  Result<Offset> log_start(Topic topic, Partition partition) override;
  Result<Offset> end_offset(Topic topic, Partition partition) override;
  Result<Offset> offset_for_time(Topic topic, Partition partition, Timestamp t) override {
    return admin_->offset_for_time(topic, partition, t);
  }
  bool healthy() const override { return producer_->healthy() && consumers_->stopped() == nullptr; }
  Stats stats() const override {
    return {producer_->pending_bytes(), producer_->pending_limit(), consumers_->fetched(), consumers_->limit_bytes()};
  }
  void on_append(std::function<void()> wake) override { consumers_->on_append(std::move(wake)); }

  void set_epoch(std::string epoch) { epoch_ = std::move(epoch); }
  void watch(const KafkaLogOptions& options, kafka::ClusterRecord record) {
    watch_.emplace(*this, admin_, consumers_, options, std::move(record));
  }
  void fail_producer() { producer_->fail_for_tests(); }

 private:
  // Before the producer: its last reports, as it is destroyed, are answered with them.
  const Partition partitions_;
  const Capabilities capabilities_;
  std::string epoch_;  // set before anybody else sees the log
  std::shared_ptr<Admin> admin_;
  std::unique_ptr<Producer> producer_;
  std::shared_ptr<Consumers> consumers_;
  std::optional<kafka::Watch> watch_;
};

void KafkaLogImpl::append(std::vector<Record> batch, AppendDone done) {
  if (const Error* why = consumers_->stopped()) {
    const Error refused = log_unavailable(why->where, "The topics are not those that the server was started on");
    return done(std::vector<Result<Position>>(batch.size(), refused));
  }
  producer_->append(std::move(batch), std::move(done));
}

Result<Offset> KafkaLogImpl::log_start(Topic topic, Partition partition) {
  const auto range = admin_->watermarks(topic, partition);
  if (!range.ok()) return range.error();
  return range->start;
}

Result<Offset> KafkaLogImpl::end_offset(Topic topic, Partition partition) {
  const auto range = admin_->watermarks(topic, partition);
  if (!range.ok()) return range.error();
  return range->end;
}

Result<std::unique_ptr<KafkaLogImpl>> assemble(const KafkaLogOptions& options, std::shared_ptr<Admin> admin,
                                           Partition partitions, Capabilities capabilities) {
  auto producer = Producer::open(options, partitions);
  if (!producer.ok()) return producer.error();
  return std::make_unique<KafkaLogImpl>(std::move(admin), std::move(producer).value(), options, partitions,
                                    capabilities);
}

}  // namespace

Result<std::unique_ptr<KafkaLog>> open_kafka_log(const KafkaLogOptions& options) {
  auto admin = Admin::connect(options);
  if (!admin.ok()) return admin.error();
  const auto topics = kafka::ensure_topics(**admin, options);
  if (!topics.ok()) return topics.error();
  auto log = assemble(options, *admin, topics->partitions, {});
  if (!log.ok()) return log.error();
  auto record = kafka::agree_on_epoch(**log, topics->created_directory, options.request_timeout);
  if (!record.ok()) return record.error();
  (*log)->set_epoch(record->epoch);
  (*log)->watch(options, std::move(record).value());
  return std::unique_ptr<KafkaLog>(std::move(log).value());
}

Result<std::unique_ptr<EventLog>> open_bare_kafka_log(const KafkaLogOptions& options,
                                                      const std::string& epoch) {
  auto admin = Admin::connect(options);
  if (!admin.ok()) return admin.error();
  const Capabilities bare{.creates_topics = false, .log_start = false, .time_lookup = false};
  auto log = assemble(options, *admin, options.partitions.value_or(1), bare);
  if (!log.ok()) return log.error();
  (*log)->set_epoch(epoch);
  return std::unique_ptr<EventLog>(std::move(log).value());
}

void fail_kafka_producer(EventLog& log) { dynamic_cast<KafkaLogImpl&>(log).fail_producer(); }

}  // namespace muster::log
