// The event log: named topics of P partitions, append-only, offsets rising within a partition.
// Three forms stand behind this port: memory (tests), embedded (RocksDB), Kafka (librdkafka).
// All pass one contract suite (tests/ingest_log/). It knows nothing of what events mean.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.h"
#include "schemas/time.h"
#include "schemas/topics.h"

namespace muster::log {

using Offset = std::int64_t;
using Partition = std::uint32_t;
using Headers = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t kPollBytes = 1 << 20;        // of one Reader::poll
inline constexpr std::size_t kMaxRecordBytes = (1 << 20) - 4096;  // key, value, headers of a record

struct Record {  // what is appended
  Topic topic{};
  Partition partition = 0;
  std::string key;
  std::optional<std::string> value;  // empty: a tombstone
  Timestamp timestamp{};             // ingesttime
  Headers headers;
};

struct RecordView {  // what is read; views are valid until the next read of the same reader
  Topic topic{};
  Partition partition = 0;
  Offset offset = 0;
  Timestamp timestamp{};
  std::string_view key;
  std::string_view value;
  bool tombstone = false;
  const Headers* headers = nullptr;  // null where the reader was opened without headers
};

struct Position {
  Topic topic{};
  Partition partition = 0;
  Offset offset = 0;
  friend bool operator==(const Position&, const Position&) = default;
  friend auto operator<=>(const Position&, const Position&) = default;
};

// One result a record, in the order of the batch. Errors:
//   log_unavailable (retry)            nothing of this record was appended
//   log_timeout (unknown_outcome)      it may have been
//   log_full (retry)                   over the producer's budget; nothing was appended
//   record_too_large (refused)
using AppendDone = std::function<void(std::vector<Result<Position>>)>;

// Reads one partition of one topic, forward. Used by one thread.
class Reader {
 public:
  virtual ~Reader() = default;

  // Calls `sink` for at most `max` records from where the reader stands; returns how many (fewer
  // where they are large: one call hands out at most kPollBytes, or one record). Does not block: 0
  // when nothing is at hand. Errors leave the reader where it stood:
  //   offset_past_end, offset_below_start (corrupt)  the log is not the one this offset came from
  //   log_unavailable (retry)
  virtual Result<std::size_t> poll(std::size_t max, const std::function<void(const RecordView&)>& sink) = 0;

  // The offset that the next record will have at least.
  virtual Offset position() const = 0;
  // True when, as far as this reader knows, everything appended has been read.
  virtual bool at_end() const = 0;
};

struct Capabilities {
  bool creates_topics = true;
  bool log_start = true;
  bool time_lookup = true;
  bool durable = true;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  virtual Capabilities capabilities() const = 0;
  virtual Partition partitions() const = 0;
  // Names this incarnation of the topics; positions handed to clients carry it.
  virtual std::string epoch() const = 0;

  // Any thread. Returns at once; `done` is called exactly once, when every record of the batch is
  // durable or has failed: from a thread of the log (so it must be quick), or inside append() where
  // the answer is at hand (a refusal; the log in memory). Records of one partition keep their order.
  virtual void append(std::vector<Record> batch, AppendDone done) = 0;

  // Any thread. `from` = offset of the first record wanted.
  virtual Result<std::unique_ptr<Reader>> read(Topic topic, Partition partition, Offset from,
                                               bool with_headers = false) = 0;

  // Any thread; may block for a round trip to a broker. error: log_unavailable (retry)
  virtual Result<Offset> log_start(Topic topic, Partition partition) = 0;
  virtual Result<Offset> end_offset(Topic topic, Partition partition) = 0;  // one past the last
  // The least offset whose record timestamp is >= t; end_offset where there is none.
  virtual Result<Offset> offset_for_time(Topic topic, Partition partition, Timestamp t) = 0;

  // True while appends are expected to succeed. Any thread, never blocks.
  virtual bool healthy() const = 0;

  // Any thread. From now on `wake` is called, from a thread of the log, soon after there is more to
  // read, so that a sleeping consumer may poll at once. It must be quick and not call the log, and
  // what it touches must live as long as the log. A hint: it may come too often, and polling
  // without it misses nothing.
  virtual void on_append(std::function<void()> wake) = 0;
};

// Appends and waits: for start-up, tests and commands, never on a request's way.
std::vector<Result<Position>> append_and_wait(EventLog& log, std::vector<Record> batch);

}  // namespace muster::log
