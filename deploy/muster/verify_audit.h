// muster verify --audit: whether the entries of the audit are those that were written. One thread.
#pragma once

#include <string>

#include "ingest/log/log.h"

namespace muster::deploy {

// `head`: the digest of an entry that must be there; may be empty. Prints what it found; returns the exit code.
int verify_audit(log::EventLog& log, const std::string& head, bool json);

}  // namespace muster::deploy
