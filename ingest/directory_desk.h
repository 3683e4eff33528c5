// Writes of the directory: a record is checked, appended to the compacted topic, and answered once
// this process has read it back. Within a process of two writes at a time that have preconditions about
// one record only one holds. Any thread; what it stands on must outlive it and its answers.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/audit.h"
#include "api/access/principal.h"
#include "ingest/directory_record.h"
#include "ingest/log/log.h"
#include "ingest/write_claims.h"
#include "processors/directory.h"
#include "processors/progress.h"
#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::ingest {

// If-Match and If-None-Match as sent; null: absent.
struct Preconditions {
  const std::string* if_match = nullptr;
  const std::string* if_none_match = nullptr;
  bool any() const { return if_match != nullptr || if_none_match != nullptr; }
};
// error: precondition_failed (conflict)
Status check(const Preconditions& wanted, const std::optional<processors::DirectoryEntry>& present);
// The record's entity tag as headers have it.
std::string etag_of(const processors::DirectoryEntry& entry);

struct DeskAnswer {
  std::vector<Error> faults;   // any: refused, or not read back; the first gives the status
  bool created = false;
  processors::DirectoryEntry entry;  // after a put
  std::string positions;       // the token of Muster-Position; empty where nothing was written
};
using DeskDone = std::function<void(DeskAnswer)>;

// Of many records at once.
struct BulkItem {
  std::string id;
  std::vector<Error> faults;   // any: refused, not appended, or not read back; the first gives the status
  bool created = false;
  std::string etag;            // as headers have it
  std::optional<log::Position> position;
};
struct BulkAnswer {
  std::optional<Error> problem;  // of the whole body
  bool list = false;
  std::vector<BulkItem> items;   // in the order of the body
  std::string positions;
};
using BulkDone = std::function<void(BulkAnswer)>;

class DirectoryDesk {
 public:
  struct Parts {
    log::EventLog& log;
    const processors::Directory& directory;
    processors::Progress& progress;
    access::Audit& audit;
    const WallClock& wall;
    const MonotonicClock& monotonic;
    std::chrono::nanoseconds read_back_within{std::chrono::seconds{10}};
  };
  explicit DirectoryDesk(Parts parts) : parts_(parts) {}

  struct Item {
    access::Principal who;
    DirectoryType type{};
    std::string id;
    Preconditions wanted;  // read before put() or remove() returns
    std::string request_id = {}, address = {};  // for what goes on record
  };
  // Return at once; `done` is called exactly once, from any thread.
  void put(const Item& item, std::string_view body, DeskDone done);
  void remove(const Item& item, DeskDone done);
  // One record or many, each as put() would take it, without preconditions; somebody else's where only
  // one's own may be written is forbidden, since the body names it. The later of two of one id stays.
  // `of`: who, of which type; no id.
  void put_all(const Item& of, std::string_view body, BulkDone done);

  // errors: forbidden (refused), not_found (refused): absent or out of sight
  Result<processors::DirectoryEntry> get(const Item& item) const;

  // Calls done(Done) once all that `token` names is applied here.
  // errors: bad_position (invalid), wait_timeout (retry)
  void await(std::string_view token, std::function<void(Status)> done) const;

 private:
  struct Bulk;
  Status may_write(const Item& item, bool goes) const;
  void note_refusal(const Item& item, const Error& error) const;
  void note_standing(const Item& item, const std::string& before, const std::string& after) const;
  void note_removal(const Item& item) const;
  static std::string key_of(const Item& item);
  static std::uint64_t bytes_of(std::string_view record);  // that it will take in memory, at most about
  std::vector<Error> decide(const Item& item, RecordRead read, log::Record& record, bool& created) const;
  void append(const Item& item, log::Record record, bool created, DeskDone done);
  void answer(const Item& item, log::Position position, bool created, const DeskDone& done) const;
  void appended(const std::shared_ptr<Bulk>& bulk, const std::vector<Result<log::Position>>& results) const;
  void read_back(const std::shared_ptr<Bulk>& bulk, bool seen) const;
  log::Record record_of(const Item& item, std::optional<std::string> record) const;  // empty: it goes

  Parts parts_;
  WriteClaims claims_;
};

}  // namespace muster::ingest
