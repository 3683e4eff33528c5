// Rows of a table as a database exports them: CSV with a header, or JSON objects (in an array, or one a
// line; those of Django's dumpdata too). One in memory at a time. One thread.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/muster/csv_record.h"
#include "deploy/muster/import_file.h"
#include "schemas/result.h"

namespace muster::deploy {

// By the name of the column in lower case; one that is null is not there. Of JSON: text as it is, else as JSON.
using RowFields = std::map<std::string, std::string, std::less<>>;

struct ImportRow {
  ImportLine line;
  Result<RowFields> fields;  // error: bad_field, bad_json, record_too_large (refused)
  std::string model;         // of dumpdata: `worktime_worklog`
};

class ImportRows {
 public:
  // errors: io_error, bad_field (refused): a header that is none
  static Result<ImportRows> open(const std::filesystem::path& file);

  std::uint64_t size() const { return lines_.size(); }
  std::string fingerprint(std::uint64_t offset) { return lines_.fingerprint(offset); }
  // The row that begins at `offset`, in the line of that number; 0: the first.
  void go_to(std::uint64_t offset, std::uint64_t number);
  std::optional<ImportRow> next();

  // Of CSV; empty for JSON.
  const std::vector<std::string>& columns() const { return columns_; }

 private:
  explicit ImportRows(ImportLines lines) : lines_(std::move(lines)) {}
  Status read_header();
  std::optional<ImportRow> next_record();
  Result<RowFields> named(std::string_view text, CsvFields values) const;

  ImportLines lines_;
  std::vector<std::string> columns_;
  std::optional<CsvRecord> csv_;  // else JSON
  std::uint64_t first_ = 0;       // offset of the row behind the header
  std::uint64_t first_line_ = 1;
};

}  // namespace muster::deploy
