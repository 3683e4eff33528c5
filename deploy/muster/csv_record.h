// Records of comma-separated values (RFC 4180), by libcsv. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace muster::deploy {

// A field that is empty and not quoted is none at all.
using CsvFields = std::vector<std::optional<std::string>>;

class CsvRecord {
 public:
  explicit CsvRecord(char delimiter);
  ~CsvRecord();
  CsvRecord(CsvRecord&&) noexcept;
  CsvRecord& operator=(CsvRecord&&) = delete;

  // Takes the next line, without its end: the fields, once a record is whole; empty where a quoted field
  // goes on in the next line. error: bad_field (refused), after which the next line begins a record
  Result<std::optional<CsvFields>> take(std::string_view line);
  // Lets go what is not whole.
  void begin_anew();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What separates the names of a header: ',', ';' or a tab.
char delimiter_of(std::string_view header);

}  // namespace muster::deploy
