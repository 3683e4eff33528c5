// Files of the data folder that hold a secret: for their owner alone (0600). One thread, at start.
#pragma once

#include <filesystem>
#include <string>

#include "schemas/result.h"

namespace muster::deploy {

// What the file holds; where there is none it is made, of `fresh`. errors: io_error (refused): it can't be read
// or made, or others may read it
Result<std::string> secret_of_file(const std::filesystem::path& file, const std::string& fresh);

}  // namespace muster::deploy
