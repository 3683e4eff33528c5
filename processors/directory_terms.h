// What the records of the directory are found by: the words of their names, their role and departments,
// the part of the earth they lie in; each as eight bytes, so that an index of them is small. A term
// narrows down: whoever looks something up by one compares what it finds. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/event.h"

namespace muster::processors {

using Term = std::uint64_t;

struct TermRange {  // both included
  Term first = 0;
  Term last = 0;
};

// As texts are compared: without accents and case (NFKD without marks, case folded), control characters
// as blanks. Letters that are no accented ones (ł, ø) stay. Empty for what is not UTF-8.
std::string folded(std::string_view text);

// Where a word can be looked for by its beginning, in folded text: every beginning of a word to the next
// blank ("o'brien", "brien"). At most kMostWords of a name.
inline constexpr std::size_t kMostWords = 16;
std::vector<std::string> words_of(std::string_view record);

// Those that a person types: between blanks; of a phone number only the digits, as one word.
std::vector<std::string> words_of_query(std::string_view q);

// All terms of a record, sorted, each once; none but of subjects, places and devices.
std::vector<Term> terms_of(DirectoryType type, std::string_view record);

TermRange word_range(std::string_view beginning);        // folded
std::optional<TermRange> text_range(std::string_view text);  // of records with this e-mail, login or name; empty: no words
TermRange department_range(std::string_view department);  // it and all below it
TermRange role_range(std::string_view role);

// Places by cells of some 300 by 600 m at the equator: bands of latitude, within them columns of longitude.
inline constexpr std::uint32_t kCells = 65'536;  // from pole to pole, and around the earth
std::uint32_t band_of(double lat);
std::uint32_t column_of(double lon);
TermRange cell_range(std::uint32_t band, std::uint32_t first_column, std::uint32_t last_column);

}  // namespace muster::processors
