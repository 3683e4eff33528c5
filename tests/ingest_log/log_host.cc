#include "tests/ingest_log/log_host.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace muster::log::test {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kLook{2};

struct Bell {
  std::mutex mutex;
  std::condition_variable rung;
  std::uint64_t count = 0;
};

}  // namespace

Copied copy(const RecordView& view) {
  return {view.topic,     view.partition,          view.offset,
          view.timestamp, std::string(view.key),   std::string(view.value),
          view.tombstone, view.headers != nullptr ? *view.headers : Headers{}};
}

Record record(Topic topic, Partition partition, std::string key, std::string value, std::int64_t ms) {
  return {topic, partition, std::move(key), std::move(value), from_ms(ms), {}};
}

std::vector<Position> must_append(EventLog& log, std::vector<Record> batch) {
  std::vector<Position> positions;
  for (auto& result : append_and_wait(log, std::move(batch))) {
    if (result.ok()) {
      positions.push_back(*result);
    } else {
      ADD_FAILURE() << result.error().code << ": " << result.error().hint;
    }
  }
  return positions;
}

bool eventually(EventLog& log, const std::function<bool()>& condition) {
  const auto bell = std::make_shared<Bell>();
  log.on_append([bell] {
    std::lock_guard lock(bell->mutex);
    ++bell->count;
    bell->rung.notify_all();
  });
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::unique_lock lock(bell->mutex);
    bell->rung.wait_for(lock, kLook);
  }
  return true;
}

std::vector<Copied> drain(EventLog& log, Reader& reader) {
  std::vector<Copied> out;
  const bool done = eventually(log, [&] {
    for (;;) {
      const auto polled = reader.poll(100, [&](const RecordView& view) { out.push_back(copy(view)); });
      if (!polled.ok()) {
        ADD_FAILURE() << polled.error().code << ": " << polled.error().hint;
        return true;
      }
      if (*polled == 0) return reader.at_end();
    }
  });
  EXPECT_TRUE(done) << "the reader never came to its end, stands at " << reader.position();
  return out;
}

std::vector<Copied> read_all(EventLog& log, Topic topic, Partition partition, Offset from) {
  auto reader = log.read(topic, partition, from, true);
  if (!reader.ok()) {
    ADD_FAILURE() << reader.error().code << ": " << reader.error().hint;
    return {};
  }
  return drain(log, **reader);
}

Error poll_error(EventLog& log, Reader& reader) {
  Error error;
  EXPECT_TRUE(eventually(log, [&] {
    const auto polled = reader.poll(1, [](const RecordView&) {});
    if (!polled.ok()) error = polled.error();
    return !polled.ok();
  })) << "no error came";
  return error;
}

}  // namespace muster::log::test
