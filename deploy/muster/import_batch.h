// Events of an import on their way to a server, and what became of each. One thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "deploy/muster/http_client.h"
#include "deploy/muster/import_file.h"
#include "deploy/muster/import_systems.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

struct ImportEntry {
  ImportLine line;
  ImportEvent event;
};

struct ImportBatch {
  std::vector<ImportEntry> lines;
  std::size_t bytes = 0;

  void add(ImportLine line, ImportEvent event) {
    bytes += line.text.size() + event.text.size();
    lines.push_back({std::move(line), std::move(event)});
  }
  bool full() const { return lines.size() >= kMaxLines || bytes >= kMaxBytes; }
  static constexpr std::size_t kMaxLines = 1000;
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
};

using RefusedLine = std::pair<ImportLine, Error>;

// What one call said: events it took, by their type; lines it refused; records and events that were there already
// (pings and locations have no ids, and are always taken). What is left in the batch may be sent again.
struct Sent {
  std::map<std::string, std::size_t> taken;
  std::size_t present = 0;
  std::vector<RefusedLine> refused;
};

// `seen`: waits until the events are in the answers, and refuses those that met something else there: their
// session's id under another kind, or an end that it has already.
// errors: io_error (retry) where nobody answers; that of the answer, where it speaks of the whole
// call: of class retry if the same call may succeed later
Result<Sent> send(HttpClient& server, ImportBatch& batch, bool seen);

// Records of the directory, of which the batch is then: each where there is none yet, so that nothing newer is
// undone, and known to whoever names it next. What is left is events, for send(), or may be put again.
// errors: io_error (retry); that of an answer that may pass (retry)
Status put_records(HttpClient& server, ImportBatch& batch, Sent& sent);

// Whether the server has sessions of other kinds than that of the first check-in here, or does not say.
bool has_other_kinds(HttpClient& server, const ImportBatch& batch);

// Takes out the rows whose session's id is that of a session of another kind already: sent, an older row would
// take its place. Who may not read is not told. errors as put_records()
Status refuse_taken(HttpClient& server, ImportBatch& batch, Sent& sent);

// The same without a server: the form of each event, and its times as of `now`. Kinds and places are
// the server's to know.
Sent check(ImportBatch& batch, Timestamp now);

}  // namespace muster::deploy
