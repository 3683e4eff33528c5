// Puts records into the directory's topic and tells when this process has read them back. Any thread; what it
// stands on must outlive it and its answers.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ingest/log/log.h"
#include "processors/progress.h"
#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::ingest {

struct NewRecord {
  Tenant tenant;
  DirectoryType type{};
  std::string id;
  std::optional<std::string> record;  // canonical JSON; empty: it goes
};

// As the log takes it. `source`: a URI, of whoever writes.
log::Record to_record(const NewRecord& record, std::string source, const std::string& actor, Timestamp now, log::Partition partitions);

// It is written, and not read back in time: wait_timeout (retry).
Error not_read_back();

class RecordWriter {
 public:
  struct Parts {
    log::EventLog& log;
    processors::Progress& progress;
    const WallClock& wall;
    const MonotonicClock& monotonic;
    std::chrono::nanoseconds read_back_within{std::chrono::seconds{10}};
  };
  using WriteDone = std::function<void(Status)>;
  explicit RecordWriter(Parts parts) : parts_(parts) {}

  // Returns at once; `done` is called exactly once, from any thread: it must not block. Where it fails, some of
  // several may have been written. errors: those of the log, told for clients; wait_timeout (retry): written,
  // not read back in time
  void write(const std::vector<NewRecord>& records, const std::string& actor, WriteDone done) const;

 private:
  Parts parts_;
};

}  // namespace muster::ingest
