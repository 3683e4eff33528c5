// What the api answers from. References must outlive the Api (api.h).
#pragma once

#include <filesystem>
#include <string>

#include "api/access/audit.h"
#include "api/access/credentials.h"
#include "ingest/log/log.h"
#include "processors/directory.h"
#include "processors/progress.h"
#include "projections/store_in_use.h"
#include "schemas/time.h"

namespace muster::api {

struct Services {
  const access::Credentials& credentials;
  access::Audit& audit;
  const projections::StoreInUse& store;
  const processors::Directory& directory;
  processors::Progress& progress;
  log::EventLog& log;  // that the audit is read from
  const WallClock& wall;
  const MonotonicClock& monotonic;
  log::Partition partitions = 0;
  std::string epoch;       // of the log: positions of another one are refused
  std::string cursor_key;  // signs cursors and previews; empty: random ones, good for the life of the process
  bool announces = true;   // this process announces changes: a replica does not
  std::filesystem::path scratch{};  // folder where files are made before they are sent; empty: the system's
};

}  // namespace muster::api
