// What an import reads: items one after the other, each of which becomes events. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "deploy/muster/import_file.h"
#include "deploy/muster/import_systems.h"
#include "schemas/result.h"

namespace muster::deploy {

struct ImportItem {
  ImportLine line;
  Result<std::vector<ImportEvent>> events;  // error: why it is refused
};

class ImportSource {
 public:
  virtual ~ImportSource() = default;
  virtual std::uint64_t size() const = 0;  // bytes
  virtual std::string fingerprint(std::uint64_t offset) = 0;
  // Goes on at the item that begins at `offset`, in the line of that number.
  virtual void go_to(std::uint64_t offset, std::uint64_t number) = 0;
  virtual std::optional<ImportItem> next() = 0;
};

// CloudEvents, one a line. error: io_error (refused)
Result<std::unique_ptr<ImportSource>> open_events(const std::string& file);

// The rows of one table, out of a file that may hold others (of Django's dumpdata). `context` outlives it.
// errors: io_error, bad_field (refused)
Result<std::unique_ptr<ImportSource>> open_table(const ImportSystem& system, const ImportTable& table, const std::string& file,
                                                 ImportContext& context);

// The tables that a file holds, in the order of the system. `name`: as whoever imports calls it, else empty.
// errors: io_error, bad_field (refused): nothing in it tells which table it is
Result<std::vector<const ImportTable*>> tables_in(const ImportSystem& system, const std::string& name, const std::string& file);

}  // namespace muster::deploy
