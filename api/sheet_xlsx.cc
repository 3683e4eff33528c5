#include <xlsxwriter.h>

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "api/sheet.h"

namespace muster::api {
namespace {

namespace fs = std::filesystem;

// A folder of its own for one file: nothing of it stays.
class OwnFolder {
 public:
  explicit OwnFolder(const fs::path& parent) {
    std::string name = (parent / "sheet-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  ~OwnFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }  // empty: it could not be made

 private:
  fs::path path_;
};

// XML has no place for the two last code points of the plane.
std::string expressible(std::string text) {
  for (const std::string_view bad : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (auto at = text.find(bad); at != std::string::npos; at = text.find(bad, at)) text.replace(at, bad.size(), "\xEF\xBF\xBD");
  }
  return text;
}

// Days since 1899-12-30 of the wall's time.
double serial(std::chrono::milliseconds wall) {
  constexpr double kEpoch = 25'569, kMsPerDay = 86'400'000;
  return kEpoch + static_cast<double>(wall.count()) / kMsPerDay;
}

class XlsxSheet final : public Sheet {
 public:
  XlsxSheet(std::span<const std::string_view> columns, Zone zone, const fs::path& scratch)
      : zone_(std::move(zone)), folder_(scratch), file_((folder_.path() / "sheet.xlsx").string()),
        temporary_(folder_.path().string()) {
    if (folder_.path().empty()) return;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;  // a row is in a file once the next one begins
    options.tmpdir = temporary_.data();
    book_ = workbook_new_opt(file_.c_str(), &options);
    if (book_ == nullptr) return;
    lxw_doc_properties properties{};
    properties.created = kCreated;
    workbook_set_properties(book_, &properties);
    lxw_format* const bold = workbook_add_format(book_);
    format_set_bold(bold);
    time_ = workbook_add_format(book_);
    format_set_num_format(time_, "yyyy-mm-dd hh:mm:ss");
    page_ = workbook_add_worksheet(book_, nullptr);
    worksheet_freeze_panes(page_, 1, 0);
    worksheet_set_column(page_, 0, static_cast<lxw_col_t>(columns.size() - 1), kWidth, nullptr);
    for (std::size_t i = 0; i < columns.size(); ++i) put(i, columns[i], bold);
    ++row_;
  }

  ~XlsxSheet() override {
    if (book_ != nullptr) static_cast<void>(workbook_close(book_));
  }

  Result<std::string> finish() override {
    if (failed_ || book_ == nullptr || workbook_close(std::exchange(book_, nullptr)) != LXW_NO_ERROR) return cannot_write();
    std::ifstream in(file_, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in) return cannot_write();
    return bytes;
  }

 private:
  static constexpr time_t kCreated = 1'767'225'600;  // always the same: equal rows are equal bytes, as their tag says
  static constexpr double kWidth = 20;

  static Error cannot_write() {
    return {"store_unavailable", ErrorClass::retry, "", "The server can't write the file just now."};
  }

  Status write(std::span<const Cell> row) override {
    if (page_ == nullptr || failed_) return cannot_write();
    for (std::size_t i = 0; i < row.size(); ++i) put(i, row[i], nullptr);
    ++row_;
    return failed_ ? Status{cannot_write()} : Status{Done{}};
  }

  // Text is written as text, whatever it looks like.
  void put(std::size_t column, const Cell& cell, lxw_format* format) {
    const auto at = static_cast<lxw_col_t>(column);
    lxw_error error = LXW_NO_ERROR;
    if (const auto* text = std::get_if<std::string_view>(&cell); text != nullptr && !text->empty()) {
      error = worksheet_write_string(page_, row_, at, expressible(guarded(*text)).c_str(), format);
    } else if (const auto* number = std::get_if<double>(&cell)) {
      error = worksheet_write_number(page_, row_, at, *number, format);
    } else if (const auto* time = std::get_if<Timestamp>(&cell)) {
      error = worksheet_write_number(page_, row_, at, serial(wall_time(zone_, *time)), time_);
    }
    failed_ = failed_ || error != LXW_NO_ERROR;
  }

  const Zone zone_;
  const OwnFolder folder_;
  const std::string file_;
  std::string temporary_;  // the library wants to write to it
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* page_ = nullptr;
  lxw_format* time_ = nullptr;
  lxw_row_t row_ = 0;
  bool failed_ = false;
};

}  // namespace

std::unique_ptr<Sheet> xlsx_sheet(std::span<const std::string_view> columns, Zone zone, const fs::path& scratch) {
  return std::make_unique<XlsxSheet>(columns, std::move(zone), scratch);
}

}  // namespace muster::api
