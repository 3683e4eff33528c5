#include "deploy/muster/text_table.h"

#include <algorithm>

namespace muster::deploy {
namespace {

// Characters, not bytes: good enough for names.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
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
