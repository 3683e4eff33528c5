// Tables for people, on a terminal. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::deploy {

// Columns as wide as their widest cell, two blanks between; `headers` above, in capitals as given. What would
// move a cursor is shown as '?': cells hold what clients sent.
std::string text_table(const std::vector<std::string>& headers, const std::vector<std::vector<std::string>>& rows);

std::string printable(std::string_view text);

}  // namespace muster::deploy
