// For tests of the embedded log only: opens it over another file system, so that a test can drop
// what was not synced or refuse a write.
#pragma once

#include <memory>

#include "ingest/log/embedded_log.h"

namespace rocksdb {
class Env;
}

namespace muster::log {

// `env` outlives the log; null = the default one.
Result<std::unique_ptr<EmbeddedLog>> open_embedded_log_on(const EmbeddedLogOptions& options,
                                                          rocksdb::Env* env);

}  // namespace muster::log
