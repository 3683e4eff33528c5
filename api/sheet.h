// Tables on their way into a spreadsheet: CSV and XLSX. Rows come one by one and are written as they come, so
// that what is held is the file. One thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/zone.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api {

inline constexpr std::size_t kMostSheetRows = 50'000;
inline constexpr std::size_t kMostSheetBytes = std::size_t{24} << 20;  // of texts in it

using Cell = std::variant<std::monostate, std::string_view, double, Timestamp>;  // the first: empty

// What is written for a text: one that a spreadsheet may take for a formula gets a ' before it. So = + - @ in
// either width, TAB, CR, LF, also behind blanks or a semicolon.
std::string guarded(std::string_view text);

// The first row has the names of the columns. Times are those of `zone`.
class Sheet {
 public:
  virtual ~Sheet() = default;

  // errors: too_many_rows (refused): the sheet is full, of rows or of bytes · store_unavailable (retry): no room
  // for what is put aside
  Status add(std::span<const Cell> row);
  // The whole file; nothing may be added any more. error: store_unavailable (retry)
  virtual Result<std::string> finish() = 0;

 protected:
  virtual Status write(std::span<const Cell> row) = 0;

 private:
  std::size_t rows_ = 0, bytes_ = 0;
};

// RFC 4180: CRLF, quotes where needed; UTF-8 with its mark in front. Times as RFC 3339 with the zone's offset.
std::unique_ptr<Sheet> csv_sheet(std::span<const std::string_view> columns, Zone zone);

// Numbers and times are cells of their kinds. Until it is finished it lies in files of `scratch`, a folder
// that is there. finish() fails where they can't be written.
std::unique_ptr<Sheet> xlsx_sheet(std::span<const std::string_view> columns, Zone zone, const std::filesystem::path& scratch);

}  // namespace muster::api
