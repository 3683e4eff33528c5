#include "processors/directory_terms.h"

#include <utf8proc.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "processors/record_fields.h"

namespace muster::processors {
namespace {

constexpr int kTagShift = 56;
// First bytes of terms that are no words: folded texts have no control characters.
enum class Tag : std::uint8_t { department = 1, role = 2, cell = 3 };

constexpr Term tagged(Tag tag, Term rest) {
  return static_cast<Term>(tag) << kTagShift | (rest & ((Term{1} << kTagShift) - 1));
}
Term hashed(Tag tag, std::string_view text) { return tagged(tag, XXH3_64bits(text.data(), text.size())); }

Term word_term(std::string_view word, unsigned char filling) {
  Term term = 0;
  for (std::size_t i = 0; i < sizeof(Term); ++i) {
    term = term << 8 | (i < word.size() ? static_cast<unsigned char>(word[i]) : filling);
  }
  return term;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string decomposed(std::string_view text) {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                           UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
  utf8proc_uint8_t* bytes = nullptr;
  const auto* from = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length = utf8proc_map(from, static_cast<utf8proc_ssize_t>(text.size()), &bytes, kOptions);
  if (length < 0) return {};
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  std::free(bytes);
  return out;
}

// All that is not ASCII counts as part of a word: letters of most scripts are that.
bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

bool is_phone(std::string_view text) {
  return text.find_first_not_of("0123456789 +-./()") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

// Those that begin before `end`.
void add_words(const std::string& text, std::size_t end, std::vector<std::string>& out) {
  const std::size_t most = out.size() + kMostWords;
  bool inside = false;
  for (std::size_t i = 0; i < std::min(end, text.size()) && out.size() < most; ++i) {
    const bool now = in_word(text[i]);
    if (now && !inside) out.push_back(text.substr(i, text.find(' ', i) - i));
    inside = now;
  }
}

std::vector<std::string> words_of(const RecordFields& fields) {
  std::vector<std::string> words;
  // Behind the @ stands what everybody of a house has.
  if (!fields.email.empty()) {
    const std::string email = folded(fields.email);
    add_words(email, email.find('@'), words);
  }
  if (!fields.phone.empty()) words.push_back(digits_of(fields.phone));
  for (const std::string_view text :
       {fields.login, fields.name, fields.display_name, fields.last_name, fields.first_name, fields.address}) {
    add_words(folded(text), std::string::npos, words);
  }
  return words;
}

void add_departments(std::string_view department, std::vector<Term>& out) {
  for (std::size_t end = department.find('/'); end != std::string_view::npos; end = department.find('/', end + 1)) {
    out.push_back(hashed(Tag::department, department.substr(0, end)));
  }
  if (!department.empty()) out.push_back(hashed(Tag::department, department));
}

Term cell_term(std::uint32_t band, std::uint32_t column) { return tagged(Tag::cell, Term{band} << 16 | column); }

std::uint32_t cell(double from_zero, double span) {
  return static_cast<std::uint32_t>(std::clamp(std::floor(from_zero / span * kCells), 0.0, kCells - 1.0));
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out = is_ascii(text) ? std::string(text) : decomposed(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  }
  return out;
}

std::vector<std::string> words_of(std::string_view record) { return words_of(read_fields(record)); }

std::vector<std::string> words_of_query(std::string_view q) {
  const std::string text = folded(q);
  if (is_phone(text)) return {digits_of(text)};
  std::vector<std::string> words;
  for (std::size_t i = text.find_first_not_of(' '); i < text.size(); i = text.find_first_not_of(' ', i)) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    words.push_back(text.substr(i, end - i));
    i = end;
  }
  return words;
}

std::vector<Term> terms_of(DirectoryType type, std::string_view record) {
  std::vector<Term> terms;
  if (type != DirectoryType::subject && type != DirectoryType::place && type != DirectoryType::device) return terms;
  const RecordFields fields = read_fields(record);
  for (const std::string& word : words_of(fields)) terms.push_back(word_term(word, 0));
  add_departments(fields.department, terms);
  if (!fields.role.empty()) terms.push_back(hashed(Tag::role, fields.role));
  if (type == DirectoryType::place) terms.push_back(cell_term(band_of(fields.lat), column_of(fields.lon)));
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

TermRange word_range(std::string_view beginning) { return {word_term(beginning, 0), word_term(beginning, 0xFF)}; }

std::optional<TermRange> text_range(std::string_view text) {
  std::vector<std::string> words;
  add_words(folded(text), std::string::npos, words);
  if (words.empty()) return std::nullopt;
  return word_range(words.front());
}

TermRange department_range(std::string_view department) {
  const Term term = hashed(Tag::department, department);
  return {term, term};
}

TermRange role_range(std::string_view role) {
  const Term term = hashed(Tag::role, role);
  return {term, term};
}

std::uint32_t band_of(double lat) { return cell(lat + 90, 180); }
std::uint32_t column_of(double lon) { return cell(lon + 180, 360); }

TermRange cell_range(std::uint32_t band, std::uint32_t first_column, std::uint32_t last_column) {
  return {cell_term(band, first_column), cell_term(band, last_column)};
}

}  // namespace muster::processors
