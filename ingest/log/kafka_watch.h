// Looks again, for as long as a log is open, whether the topics are those that it was opened on: the
// number of partitions, their settings, the epoch. Internal to the Kafka form; a thread of its own.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "ingest/log/kafka_admin.h"
#include "ingest/log/kafka_cluster_record.h"
#include "ingest/log/kafka_consumer.h"

namespace muster::log::kafka {

class Watch {
 public:
  // `log` is the one that `record` was read from; a difference stops `consumers`, once and for all.
  Watch(EventLog& log, std::shared_ptr<Admin> admin, std::shared_ptr<Consumers> consumers,
        const KafkaLogOptions& options, ClusterRecord record);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  void run();
  // What the topics are otherwise in; nothing where the brokers don't answer.
  std::optional<Error> look();
  std::optional<Error> look_at_epoch();

  EventLog& log_;
  const std::shared_ptr<Admin> admin_;
  const std::shared_ptr<Consumers> consumers_;
  const KafkaLogOptions options_;
  const ClusterRecord record_;

  bool absent_ = false;  // of the thread: the record was not there at the last look

  std::mutex mutex_;
  std::condition_variable wake_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace muster::log::kafka
