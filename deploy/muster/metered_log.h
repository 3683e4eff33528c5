// An event log that counts what is appended through it, and tells a crash test when an append is
// durable but nobody knows yet. Everything else is the other log's. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "ingest/log/log.h"
#include "processors/crash_points.h"

namespace muster::deploy {

struct AppendFigures {
  std::array<std::uint64_t, kTopicCount> appended{};  // acknowledged records, by topic
  std::uint64_t failed = 0;                           // records that were not, or may not have been
};

class MeteredLog final : public log::EventLog {
 public:
  // `inner` outlives this.
  // `failed` hears of each append that failed, from any thread: clients are told less.
  using Failed = std::function<void(const Error&)>;
  MeteredLog(log::EventLog& inner, processors::ReachedHook at, Failed failed)
      : inner_(inner), at_(std::move(at)), failed_(std::move(failed)) {}

  void append(std::vector<log::Record> batch, log::AppendDone done) override;
  AppendFigures figures() const;
  // Until all that was appended is answered, and what the answers appended; for that long at most. True: it is.
  bool answered(std::chrono::milliseconds at_most);

  log::Capabilities capabilities() const override { return inner_.capabilities(); }
  log::Partition partitions() const override { return inner_.partitions(); }
  std::string epoch() const override { return inner_.epoch(); }
  Result<std::unique_ptr<log::Reader>> read(Topic topic, log::Partition partition, log::Offset from,
                                            bool with_headers) override {
    return inner_.read(topic, partition, from, with_headers);
  }
  Result<log::Offset> log_start(Topic topic, log::Partition p) override { return inner_.log_start(topic, p); }
  Result<log::Offset> end_offset(Topic topic, log::Partition p) override { return inner_.end_offset(topic, p); }
  Result<log::Offset> offset_for_time(Topic topic, log::Partition p, Timestamp t) override {
    return inner_.offset_for_time(topic, p, t);
  }
  bool healthy() const override { return inner_.healthy(); }
  void on_append(std::function<void()> wake) override { inner_.on_append(std::move(wake)); }

 private:
  struct Counters {
    std::array<std::atomic<std::uint64_t>, kTopicCount> appended{};
    std::atomic<std::uint64_t> failed{0};
    std::mutex mutex;
    std::condition_variable all_answered;
    std::size_t open = 0;  // batches on their way
    void begin();
    void end();
    void count(const std::vector<Result<log::Position>>& results);
  };

  log::EventLog& inner_;
  const processors::ReachedHook at_;
  const Failed failed_;
  std::shared_ptr<Counters> counters_ = std::make_shared<Counters>();  // acknowledgements may come late
};

}  // namespace muster::deploy
