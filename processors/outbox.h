// The outbox of one partition: announcements and quarantined records as rows that the task commits
// together with what they tell of. The emitter (emitter.h) carries them into the log.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "ingest/log/log.h"
#include "processors/engine.h"
#include "projections/index_rows.h"
#include "projections/kv.h"

namespace muster::processors {

// How far the rows of a partition have come, shared by its task and the emitter. Any thread.
struct OutboxCursor {
  std::atomic<std::uint64_t> committed{0};  // rows below it are in the store
  std::atomic<std::uint64_t> acked{0};      // rows below it are in the log
};

struct OutboxLimits {
  // Of rows that were acknowledged, kept for GET /v1/changes.
  Duration keep{std::chrono::hours{24}};
  std::size_t keep_bytes = 16u << 20;
  std::size_t waiting_bytes = 4u << 20;  // of rows that are not committed
};

// Key tenant/subject/session; value {"change","version","session"} or a tombstone; ce_id is
// session:version, the same in every process.
projections::OutboxRow announcement_row(const Announcement& announcement, Timestamp now);

// What such a row says: opened, ended, revised, flagged; gone of a tombstone.
std::string_view change_of(const projections::OutboxRow& row);
// Whose session it is about; empty of a row that is no announcement.
struct AnnouncedSession {
  Tenant tenant;
  SubjectId subject;
  SessionId session;
};
std::optional<AnnouncedSession> announced_session(const projections::OutboxRow& row);
std::optional<AnnouncedSession> announced_session(std::string_view key);

// Used by its task's thread.
class Outbox {
 public:
  // A replica neither announces nor quarantines, nor emits what the store has of a time when it did.
  Outbox(const projections::Store& store, log::Partition partition, bool replica, OutboxLimits limits = {});

  // Reads where the stored rows stand. error: store_corrupt
  Status open();

  // False until the partition has caught up for the first time: a rebuild announces nothing, though
  // what it puts into quarantine is kept. The mark is durable only once the batch of the next write()
  // is synced.
  bool announcing() const { return announcing_; }
  void begin_announcing();

  // False until what others announced is recalled (recall.h): of a copy, or of a state made anew.
  bool owned() const { return owned_; }
  void own();

  // Kept for the next write(); by a replica not.
  void add(projections::OutboxRow row);
  // True where a commit should come before more is added.
  bool full() const { return waiting_bytes_ >= limits_.waiting_bytes; }
  // True where write() has something to say.
  bool dirty() const;

  // Rows, their sequence, what was acknowledged, and the end of rows that are old enough.
  void write(projections::Batch& batch, Timestamp now);
  // Whether the batch held; if not, open() must follow.
  void committed(bool held);

  const std::shared_ptr<OutboxCursor>& cursor() const { return cursor_; }

 private:
  void prune(projections::Batch& batch, Timestamp now);

  const projections::Store& store_;
  const log::Partition partition_;
  const bool replica_;
  const OutboxLimits limits_;
  std::shared_ptr<OutboxCursor> cursor_ = std::make_shared<OutboxCursor>();
  std::vector<projections::OutboxRow> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool announcing_ = false;
  bool mark_unwritten_ = false;
  bool owned_ = false;
  bool owner_unwritten_ = false;
  std::uint64_t next_seq_ = 0;
  std::uint64_t stored_acked_ = 0;
  std::uint64_t written_acked_ = 0;  // in the batch under way
  std::uint64_t first_seq_ = 0;      // of the rows that are still there
  std::size_t bytes_ = 0;            // of them
};

}  // namespace muster::processors
