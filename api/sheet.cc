#include "api/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace muster::api {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::size_t size_of(std::span<const Cell> row) {
  std::size_t bytes = 0;
  for (const Cell& cell : row) {
    const auto* text = std::get_if<std::string_view>(&cell);
    bytes += text != nullptr ? text->size() : sizeof(double);
  }
  return bytes;
}

class CsvSheet final : public Sheet {
 public:
  CsvSheet(std::span<const std::string_view> columns, Zone zone) : zone_(std::move(zone)), out_(kMark) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out_ += ',';
      append_text(columns[i]);
    }
    out_ += "\r\n";
  }

  Result<std::string> finish() override { return std::move(out_); }

 private:
  Status write(std::span<const Cell> row) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out_ += ',';
      append(row[i]);
    }
    out_ += "\r\n";
    return Done{};
  }

  void append(const Cell& cell) {
    if (const auto* text = std::get_if<std::string_view>(&cell)) append_text(*text);
    if (const auto* number = std::get_if<double>(&cell)) append_number(*number);
    if (const auto* time = std::get_if<Timestamp>(&cell)) out_ += format_local(zone_, *time);
  }

  // Without an exponent: programs that open CSV take 3e-04 for a text.
  void append_number(double number) {
    std::array<char, 400> digits{};  // the longest is the least double
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed).ptr;
    out_.append(digits.data(), end);
  }

  void append_text(std::string_view text) {
    const std::string safe = guarded(text);
    if (safe.find_first_of(",\"\r\n") == std::string::npos) {
      out_ += safe;
      return;
    }
    out_ += '"';
    for (const char c : safe) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }

  const Zone zone_;
  std::string out_;
};

// Whether a spreadsheet could take it for a formula, also where it drops blanks, or folds wide characters.
bool may_be_formula(std::string_view text) {
  constexpr std::string_view kBegins = "=+-@\t\r\n";
  constexpr std::array<std::string_view, 4> kWide{"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(blanks);
  if (!text.empty() && kBegins.find(text.front()) != std::string_view::npos) return true;
  return std::any_of(kWide.begin(), kWide.end(), [&](std::string_view wide) { return text.starts_with(wide); });
}

}  // namespace

std::string guarded(std::string_view text) {
  std::string out;
  // A spreadsheet that separates by semicolons begins a cell behind each.
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(';', begin);
    const std::string_view part = text.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (may_be_formula(part)) out += '\'';
    out += part;
    if (end == std::string_view::npos) return out;
    out += ';';
    begin = end + 1;
  }
}

Status Sheet::add(std::span<const Cell> row) {
  bytes_ += size_of(row);
  if (++rows_ > kMostSheetRows || bytes_ > kMostSheetBytes) {
    return Error{"too_many_rows", ErrorClass::refused, "",
                 fmt::format("At most {} rows and {} MiB a file. Take a shorter range, or filter.", kMostSheetRows,
                             kMostSheetBytes >> 20)};
  }
  return write(row);
}

std::unique_ptr<Sheet> csv_sheet(std::span<const std::string_view> columns, Zone zone) {
  return std::make_unique<CsvSheet>(columns, std::move(zone));
}

}  // namespace muster::api
