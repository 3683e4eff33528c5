#include "ingest/log/resume.h"

#include <xxhash.h>

#include <chrono>
#include <memory>
#include <thread>

#include "ingest/log/log_errors.h"

namespace muster::log {
namespace {

constexpr std::chrono::seconds kWait{10};         // for a broker's first answer
constexpr std::chrono::milliseconds kPause{1};

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

void update_sized(XXH3_state_t* state, std::string_view bytes) {
  const std::uint64_t size = bytes.size();
  XXH3_64bits_update(state, &size, sizeof size);
  XXH3_64bits_update(state, bytes.data(), bytes.size());
}

Error discontinuity(Topic topic, Partition partition, Offset offset, std::string_view what) {
  return {"log_discontinuity", ErrorClass::corrupt, position_text(topic, partition, offset),
          std::string(what) +
              " than when it was read: this is another log. Point --log at the right one; or, if the "
              "log was replaced on purpose, stop muster, move the projections folder away and start "
              "again"};
}

struct Seen {
  Offset offset;
  std::uint64_t hash;
};

// The first record that the reader has, waiting for it; empty where it is at its end.
Result<std::optional<Seen>> first_record(Reader& reader) {
  const auto deadline = std::chrono::steady_clock::now() + kWait;
  std::optional<Seen> seen;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto polled = reader.poll(1, [&](const RecordView& view) {
      seen = Seen{view.offset, record_hash(view)};
    });
    if (!polled.ok()) return polled.error();
    if (seen || reader.at_end()) return seen;
    std::this_thread::sleep_for(kPause);
  }
  return log_unavailable("", "The log did not hand out a record in time");
}

}  // namespace

std::uint64_t record_hash(const RecordView& record) {
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  XXH3_64bits_reset(state.get());
  const std::int64_t timestamp = to_ms(record.timestamp);
  XXH3_64bits_update(state.get(), &timestamp, sizeof timestamp);
  update_sized(state.get(), record.key);
  const char tombstone = record.tombstone ? 1 : 0;
  XXH3_64bits_update(state.get(), &tombstone, 1);
  update_sized(state.get(), record.value);
  return XXH3_64bits_digest(state.get());
}

Result<std::unique_ptr<Reader>> resume(EventLog& log, Topic topic, Partition partition, Offset next,
                                       std::optional<std::uint64_t> last_hash) {
  const auto start = log.log_start(topic, partition);
  if (!start) return start.error();
  const auto end = log.end_offset(topic, partition);
  if (!end) return end.error();
  if (auto s = check_offset(topic, partition, next, *start, *end); !s.ok()) return s.error();
  const Offset last = next - 1;
  if (!last_hash || last < *start) return log.read(topic, partition, next);

  auto reader = log.read(topic, partition, last);
  if (!reader) return reader.error();
  const auto seen = first_record(**reader);
  if (!seen.ok()) return seen.error();
  if (seen->has_value() && (*seen)->offset == last) {
    if ((*seen)->hash != *last_hash) {
      return discontinuity(topic, partition, last, "The record at this offset reads otherwise");
    }
    return reader;
  }
  if (!spec(topic).compacted) {
    return discontinuity(topic, partition, last, "There is no record at this offset, otherwise");
  }
  reader->reset();  // a log may have one reader of a partition at a time on a connection
  return log.read(topic, partition, next);
}

}  // namespace muster::log
