// A file that is there as a whole or not at all. Any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "schemas/result.h"

namespace muster::deploy {

// Writes it beside its place first, mode 0600, durable; makes the folder where it is not there.
// error: io_error (refused), where = the file; what was there stays.
Status replace_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace muster::deploy
