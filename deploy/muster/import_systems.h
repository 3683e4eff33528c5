// The systems whose tables `muster import --from` reads, and what a row of each becomes: the events that say
// the same (docs/switching/data.md). Pure: the same row gives the same events.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/zone.h"
#include "deploy/muster/import_columns.h"
#include "deploy/muster/import_rows.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

struct ImportEvent {
  std::string type;    // muster.checkin.v1
  std::string text;    // the CloudEvent
  std::string path;    // of the directory, /v1/subjects/7: written only where there is nothing yet; of a
                       // check-in, /v1/sessions/1?subject=7: sent only where that is no session of another kind
  std::string record;  // what is PUT there; empty: an event, that goes with the record of that path
};

// What rows may ask for beside themselves.
struct ImportContext {
  api::Zone zone = api::Zone::utc();
  Timestamp now{};  // no check-out lies ahead of it
  // By table and id: what later tables name by it. Filled as rows are read.
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> names;
};

// Makes the events of one row.
class RowEvents {
 public:
  RowEvents(std::string_view system, std::string_view table, std::string row)
      : system_(system), table_(table), row_(std::move(row)) {}

  // A session's event. Its id is made of the row and of all it says, its time where `timed`.
  void add(std::string_view type, std::string_view subject, Timestamp time, const nlohmann::ordered_json& data, bool timed = true);
  // The same, accepted at its time and not now: lifecycle, so that reviews cover what was before them.
  void add_accepted(std::string_view type, std::string_view subject, Timestamp time, const nlohmann::ordered_json& data,
                    bool timed = true);
  // Who caused the next event, where that is somebody else.
  void by(std::string actor) { actor_ = std::move(actor); }
  // A record of the directory.
  void add_record(std::string_view type, const std::string& id, const nlohmann::ordered_json& record, std::string path);
  // One that has no path of its own: it goes with the one of that path.
  void add_along(std::string_view type, const std::string& id, const nlohmann::ordered_json& record, std::string path);

  std::vector<ImportEvent> take() { return std::move(events_); }

 private:
  void append(std::string_view type, std::string_view subject, Timestamp time, const nlohmann::ordered_json& data, bool timed,
              bool accepted);

  const std::string system_, table_, row_;
  std::string actor_;
  std::vector<ImportEvent> events_;
};

struct ImportTable {
  std::string_view name;
  std::vector<std::string_view> aliases;  // of files and of Django's models
  std::vector<std::string_view> marks;    // columns that no other table of the system has
  bool directory = false;                 // people and places: before what names them
  void (*translate)(Columns& row, ImportContext& context, RowEvents& out);
};

struct ImportSystem {
  std::string_view name;                  // 000
  std::vector<ImportTable> tables;        // in the order in which they are read
};

std::span<const ImportSystem> import_systems();
const ImportSystem* find_import_system(std::string_view name);

// By the name of the file (or of the model), else by its columns. Null: neither tells.
const ImportTable* table_of(const ImportSystem& system, std::string_view name, const std::vector<std::string>& columns);

// error: of the first column that is wrong (refused)
Result<std::vector<ImportEvent>> events_of(const ImportSystem& system, const ImportTable& table, const RowFields& row,
                                           ImportContext& context);

// The tables of each system.
std::vector<ImportTable> tables_000();
std::vector<ImportTable> tables_001();
std::vector<ImportTable> tables_002();
std::vector<ImportTable> tables_003();
std::vector<ImportTable> tables_004();

// Percent-encoded as one segment of a path.
std::string path_segment(std::string_view id);

}  // namespace muster::deploy
