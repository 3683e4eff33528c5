// The contract's hosts on Kafka: the mock cluster and a real broker.
#include "tests/ingest_log/broker.h"
#include "tests/ingest_log/hosts.h"
#include "tests/ingest_log/mock_cluster.h"

namespace muster::log::test {
namespace {

class MockHost final : public LogHost {
 public:
  EventLog& log() override { return *log_; }
  void reopen() override {
    log_.reset();
    log_ = cluster_.open();
  }
  void trim(Topic, Partition, Offset) override {}
  bool compacts_at_once() const override { return false; }

 private:
  MockCluster cluster_;
  std::unique_ptr<EventLog> log_ = cluster_.open();
};

class BrokerHost final : public LogHost {
 public:
  ~BrokerHost() override {
    log_.reset();
    delete_topics(options_);
  }
  EventLog& log() override { return *log_; }
  void reopen() override {
    log_.reset();
    log_ = open_broker_log(options_);
  }
  void trim(Topic topic, Partition partition, Offset start) override {
    delete_records(options_, topic, partition, start);
  }
  bool compacts_at_once() const override { return false; }

 private:
  const KafkaLogOptions options_ = broker_options(fresh_prefix());
  std::unique_ptr<EventLog> log_ = open_broker_log(options_);
};

}  // namespace

std::unique_ptr<LogHost> make_mock_host() { return std::make_unique<MockHost>(); }

std::unique_ptr<LogHost> make_broker_host(std::string& why) {
  if (broker_address()) return std::make_unique<BrokerHost>();
  why = kNoBroker;
  return nullptr;
}

}  // namespace muster::log::test
