#include "deploy/muster/text_table.h"

#include <algorithm>

#include <utf8proc.h>

namespace muster::deploy {
namespace {

// Columns of a terminal: none for an accent that joins, two for a wide character. A byte that is no text is one.
std::size_t width(std::string_view text) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  std::size_t columns = 0;
  while (left > 0) {
    utf8proc_int32_t character = -1;
    const utf8proc_ssize_t length = utf8proc_iterate(at, left, &character);
    columns += length < 1 ? 1 : static_cast<std::size_t>(std::max(utf8proc_charwidth(character), 0));
    at += std::max<utf8proc_ssize_t>(length, 1);
    left -= std::max<utf8proc_ssize_t>(length, 1);
  }
  return columns;
}

void append_row(std::string& out, const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += cells[i];
    line.append(widths[i] - width(cells[i]), ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out.append(line).append("\n");
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out{text};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    const bool high_control = byte == 0xC2 && i + 1 < out.size() && static_cast<unsigned char>(out[i + 1]) < 0xA0;  // U+0080 to U+009F
    if (byte < 0x20 || byte == 0x7F) out[i] = '?';
    if (high_control) out.replace(i, 2, "?");
  }
  return out;
}

std::string text_table(const std::vector<std::string>& headers, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::vector<std::string>> shown{headers};
  for (const auto& row : rows) {
    std::vector<std::string>& cells = shown.emplace_back();
    for (const std::string& cell : row) cells.push_back(cell.empty() ? "-" : printable(cell));
    cells.resize(headers.size(), "-");
  }
  std::vector<std::size_t> widths(headers.size());
  for (const auto& row : shown) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const auto& row : shown) append_row(out, row, widths);
  return out;
}

}  // namespace muster::deploy
