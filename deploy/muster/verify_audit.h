// muster verify --audit: whether the entries of the audit are those that were written. One thread.
#pragma once

#include <string>

#include "deploy/muster/settings.h"

namespace muster::deploy {

// `head`: the digest of an entry that must be there; may be empty. Prints what it found; returns the exit code.
int verify_audit(const Settings& settings, const std::string& head, bool json);

}  // namespace muster::deploy
