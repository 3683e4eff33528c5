// Reads from Kafka: a reader is a partition that is fetched from a given offset, without groups.
// Readers share one client, and so its connections; a second reader of the same partition gets the
// next client. Internal to the Kafka form. Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "ingest/log/kafka_admin.h"
#include "ingest/log/kafka_handle.h"

namespace muster::log::kafka {

class Wakes {  // who wants to hear that there is more to read
 public:
  void add(std::function<void()> wake);
  void ring();

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> wakes_;
};

class Consumers : public std::enable_shared_from_this<Consumers> {
 public:
  Consumers(const KafkaLogOptions& options, std::shared_ptr<Admin> admin, Partition partitions);
  ~Consumers();

  Result<std::unique_ptr<Reader>> read(Topic topic, Partition partition, Offset from, bool with_headers);
  void on_append(std::function<void()> wake) { wakes_.add(std::move(wake)); }
  // From now on every poll answers `why`: the topics are not those that they were.
  void stop(Error why);
  const Error* stopped() const { return stopped_.load(std::memory_order_acquire) ? &*why_ : nullptr; }
  // Records that wait in the queues of all seats; any thread.
  std::size_t fetched();
  std::size_t limit_bytes() const { return options_.consumer_bytes; }
  Wakes& wakes() { return wakes_; }
  Admin& admin() { return *admin_; }

 private:
  friend class Seat;
  using Key = std::pair<Topic, Partition>;
  struct Shared {
    Client client;
    std::map<Key, rd_kafka_queue_t*> taken;  // null until it is fetched
  };
  Result<Client> make_consumer() const;
  Result<Shared*> take(Key key);

  const KafkaLogOptions options_;
  const std::shared_ptr<Admin> admin_;
  const Partition partitions_;
  Wakes wakes_;
  std::atomic<bool> stopped_{false};
  std::optional<Error> why_;  // written once, before stopped_
  std::mutex mutex_;
  std::vector<std::unique_ptr<Shared>> clients_;
};

// One partition on one client, fetched while the seat is held.
class Seat {
 public:
  Seat(std::shared_ptr<Consumers> consumers, Consumers::Shared& shared, Topic topic, Partition partition);
  ~Seat();
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  Status start(Offset from);
  // Up to `max` messages and events, without waiting. The caller owns them.
  std::size_t take(rd_kafka_message_t** out, std::size_t max);
  // One past the last record that the broker had at its last answer; negative before there was one.
  Offset known_end() const;
  Admin& admin() { return consumers_->admin(); }
  const Error* stopped() const { return consumers_->stopped(); }

  const Topic topic;
  const Partition partition;

 private:
  const std::shared_ptr<Consumers> consumers_;
  Consumers::Shared& shared_;
  Queue queue_;
  bool started_ = false;
};

}  // namespace muster::log::kafka
