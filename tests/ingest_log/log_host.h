// What the contract suite runs on: one form of the event log, and what a test does to it from
// outside. Used by one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/log/log.h"

namespace muster::log::test {

class LogHost {
 public:
  virtual ~LogHost() = default;
  virtual EventLog& log() = 0;
  virtual void reopen() = 0;  // only where the log is durable
  virtual void trim(Topic topic, Partition partition, Offset start) = 0;  // where it has log_start
  virtual bool compacts_at_once() const { return true; }
};

// Null where it cannot be had here; `why` says what is missing.
std::unique_ptr<LogHost> make_host(const std::string& form, std::string& why);

struct Copied {  // a RecordView that owns its bytes
  Topic topic{};
  Partition partition = 0;
  Offset offset = 0;
  Timestamp timestamp{};
  std::string key, value;
  bool tombstone = false;
  Headers headers;
};
Copied copy(const RecordView& view);

Record record(Topic topic, Partition partition, std::string key, std::string value,
              std::int64_t ms = 1'700'000'000'000);

// Appends and fails the test unless all were appended.
std::vector<Position> must_append(EventLog& log, std::vector<Record> batch);
// Reads on until the reader is at its end (fails the test after a bounded time).
std::vector<Copied> drain(EventLog& log, Reader& reader);
std::vector<Copied> read_all(EventLog& log, Topic topic, Partition partition, Offset from = 0);
// Polls until there is an error (fails the test where none comes in a bounded time).
Error poll_error(EventLog& log, Reader& reader);

// Waits until `condition` holds, woken by the log's appends; false after a bounded time.
bool eventually(EventLog& log, const std::function<bool()>& condition);

}  // namespace muster::log::test
