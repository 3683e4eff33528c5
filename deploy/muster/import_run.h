// One pass of an import: what a source reads into a running server, with progress kept beside the file, so
// that one that was stopped goes on where it was. One thread.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "deploy/muster/clocks.h"
#include "deploy/muster/http_client.h"
#include "deploy/muster/import_batch.h"
#include "deploy/muster/import_source.h"
#include "deploy/muster/progress_line.h"
#include "deploy/muster/stop_signal.h"
#include "schemas/result.h"

namespace muster::deploy {

struct ImportPass {
  ServerFlags server;
  std::string file;            // as messages call it
  std::string table;           // empty: events as they are
  std::string progress_file;
  std::string rejects;         // file
  std::uint64_t reject_bytes = 0;  // what earlier passes of this import put there
  bool dry_run = false;
  bool restart = false;
};

class ImportRun {
 public:
  // `source`, `stop` outlive it.
  ImportRun(const ImportPass& pass, ImportSource& source, StopSignal& stop);

  // All items, or up to an error; progress says how far.
  Status all();

  const ImportProgress& progress() const { return progress_; }
  const std::map<std::string, std::size_t>& taken() const { return taken_; }

 private:
  ImportProgress where_to_begin();
  bool read(ImportBatch& batch, Sent& done, ImportProgress& after);
  Status settle(ImportBatch& batch, Sent& done);
  Status try_once(ImportBatch& batch, Sent& done);
  Status keep(const Sent& done, ImportProgress after);
  Status stopped() const;

  const ImportPass& pass_;
  ImportSource& source_;
  StopSignal& stop_;
  HttpClient server_;   // takes events
  HttpClient records_;  // reads, and writes what is not there yet
  ProgressLine bar_;
  const SystemWallClock wall_;
  ImportProgress progress_;
  std::optional<RejectFile> rejects_;
  std::map<std::string, std::size_t> taken_;  // in this run
  std::optional<bool> other_kinds_;  // as of the first batch
  bool answered_ = false;  // a server that never did is the wrong one
};

}  // namespace muster::deploy
