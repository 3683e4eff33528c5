#include "tests/sim/process.h"

#include <utility>

#include "api/access/credentials.h"

namespace muster::sim {

class Wire final : public log::EventLog {
 public:
  explicit Wire(log::EventLog& inner) : inner_(inner) {}

  void append(std::vector<log::Record> batch, log::AppendDone done) override {
    inner_.append(std::move(batch), [there = std::weak_ptr(there_), done = std::move(done)](auto results) {
      if (there.lock()) done(std::move(results));
    });
  }
  log::Capabilities capabilities() const override { return inner_.capabilities(); }
  log::Partition partitions() const override { return inner_.partitions(); }
  std::string epoch() const override { return inner_.epoch(); }
  Result<std::unique_ptr<log::Reader>> read(Topic topic, log::Partition p, log::Offset from, bool headers) override {
    return inner_.read(topic, p, from, headers);
  }
  Result<log::Offset> log_start(Topic topic, log::Partition p) override { return inner_.log_start(topic, p); }
  Result<log::Offset> end_offset(Topic topic, log::Partition p) override { return inner_.end_offset(topic, p); }
  Result<log::Offset> offset_for_time(Topic topic, log::Partition p, Timestamp t) override {
    return inner_.offset_for_time(topic, p, t);
  }
  bool healthy() const override { return inner_.healthy(); }
  void on_append(std::function<void()> wake) override { inner_.on_append(std::move(wake)); }

 private:
  log::EventLog& inner_;
  std::shared_ptr<int> there_ = std::make_shared<int>();
};

Process::Process(log::EventLog& log, projections::Store& store, const WallClock& wall,
                 const MonotonicClock& monotonic, const processors::TaskOptions& options)
    : who_(*access::no_credentials()->identify(http::Request{})),
      follower_(log, directory_, progress_),
      wire_(std::make_unique<Wire>(log)),
      door_({*wire_, directory_, policies_, *audit_, wall, monotonic, {}}) {
  std::vector<std::shared_ptr<processors::OutboxCursor>> cursors;
  for (log::Partition p = 0; p < kPartitions; ++p) {
    tasks.push_back(std::make_unique<processors::Task>(
        processors::TaskPorts{log, store, progress_, wall, monotonic}, p, options));
    cursors.push_back(tasks.back()->outbox());
  }
  processors::EmitterOptions emitting;
  emitting.at = options.at;
  emitting.rows = 3;
  emitter = std::make_unique<processors::Emitter>(log, store, monotonic, std::move(cursors), emitting);
  follower_.work();
}

Process::~Process() = default;

std::size_t Process::round() {
  std::size_t done = follower_.work() + emitter->work();
  for (const auto& task : tasks) done += task->work();
  return done;
}

bool Process::knows(const PlaceId& place) const { return directory_.place(who_.tenant, place.view()).has_value(); }

void Process::post(const Letters& letters, ingest::WriteDone done) {
  std::string text;
  ingest::WriteRequest request;
  request.who = who_;
  request.body = body_of(letters, text);
  door_.write(request, std::move(done));
}

}  // namespace muster::sim
