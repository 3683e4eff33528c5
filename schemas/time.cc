#include "schemas/time.h"

#include <array>
#include <cstring>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads groups of digits and remembers whether all of them were digits.
class Digits {
 public:
  unsigned take(const char* p, int count) {
    unsigned value = 0;
    for (int i = 0; i < count; ++i) {
      const unsigned digit = static_cast<unsigned char>(p[i]) - unsigned{'0'};
      good_ &= digit <= 9;
      value = value * 10 + digit;
    }
    return value;
  }
  bool good() const { return good_; }

 private:
  bool good_ = true;
};

bool to_timestamp(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second,
                  Timestamp& out) {
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (year < 1 || !date.ok() || hour > 23 || minute > 59 || second > 59) return false;
  out = std::chrono::sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
  return true;
}

// "2026-11-21T08:00:00" in UTC; `text` has at least 19 characters.
bool parse_second(std::string_view text, Timestamp& out) {
  const char* p = text.data();
  if (p[4] != '-' || p[7] != '-' || (p[10] | 0x20) != 't' || p[13] != ':' || p[16] != ':') return false;
  Digits digits;
  const unsigned year = digits.take(p, 4), month = digits.take(p + 5, 2), day = digits.take(p + 8, 2);
  const unsigned hour = digits.take(p + 11, 2), minute = digits.take(p + 14, 2), second = digits.take(p + 17, 2);
  return digits.good() && to_timestamp(year, month, day, hour, minute, second, out);
}

// ".123" and longer or shorter; takes it off `text`. Digits past the third are cut off.
bool take_fraction(std::string_view& text, Duration& out) {
  out = {};
  if (text.empty() || text[0] != '.') return true;
  std::size_t n = 1;
  int ms = 0;
  for (int unit = 100; n < text.size() && is_digit(text[n]); ++n, unit /= 10) ms += unit * (text[n] - '0');
  if (n == 1) return false;
  out = Duration{ms};
  text.remove_prefix(n);
  return true;
}

// "Z" or "+05:45".
bool parse_offset(std::string_view text, minutes& out) {
  out = {};
  if (text == "Z" || text == "z") return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  Digits digits;
  const unsigned hour = digits.take(text.data() + 1, 2), minute = digits.take(text.data() + 4, 2);
  if (!digits.good() || hour > 23 || minute > 59) return false;
  out = hours{hour} + minutes{minute};
  if (text[0] == '-') out = -out;
  return true;
}

constexpr std::size_t kCanonicalLength = 24;
constexpr char kCanonical[kCanonicalLength + 1] = "0000-00-00T00:00:00.000Z";

// One byte for each of the form: `digit` where a digit stands, `other` elsewhere.
constexpr std::array<unsigned char, kCanonicalLength> by_form(unsigned char digit, unsigned char other) {
  std::array<unsigned char, kCanonicalLength> bytes{};
  for (std::size_t i = 0; i < kCanonicalLength; ++i) bytes[i] = kCanonical[i] == '0' ? digit : other;
  return bytes;
}
constexpr auto kHighHalves = by_form(0xF0, 0xFF);
constexpr auto kSixes = by_form(6, 0);

// Whether the text has the very form that append_rfc3339 writes, told eight bytes at a time: a digit
// is a byte whose high half is 3, also after 6 was added to it. No byte overflows into the next.
bool is_canonical(const char* p) {
  for (std::size_t i = 0; i < kCanonicalLength; i += sizeof(std::uint64_t)) {
    std::uint64_t bytes = 0, form = 0, mask = 0, six = 0;
    std::memcpy(&bytes, p + i, sizeof bytes);
    std::memcpy(&form, kCanonical + i, sizeof form);
    std::memcpy(&mask, kHighHalves.data() + i, sizeof mask);
    std::memcpy(&six, kSixes.data() + i, sizeof six);
    if ((bytes & mask) != form || ((bytes + six) & mask) != form) return false;
  }
  return true;
}

// The same as parse_rfc3339, where is_canonical(p).
bool parse_canonical(const char* p, Timestamp& out) {
  const auto digit = [&](int i) { return static_cast<unsigned>(p[i] - '0'); };
  const auto two = [&](int i) { return digit(i) * 10 + digit(i + 1); };
  if (!to_timestamp(two(0) * 100 + two(2), two(5), two(8), two(11), two(14), two(17), out)) return false;
  out += Duration{two(20) * 10 + digit(22)};
  return true;
}

void put_digits(char* p, int count, unsigned value) {
  for (int i = count - 1; i >= 0; --i, value /= 10) p[i] = static_cast<char>('0' + value % 10);
}

constexpr Timestamp kFirst{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};

Error bad_time(const char* hint) { return Error{"bad_time", ErrorClass::invalid, "", hint}; }

}  // namespace

Result<Timestamp> parse_rfc3339(std::string_view text) {
  constexpr std::size_t kSecondLength = 19;
  Timestamp second;
  Duration fraction;
  minutes offset;
  if (text.size() == kCanonicalLength && is_canonical(text.data())) {
    if (parse_canonical(text.data(), second)) return second;
    return bad_time("no such day or time of day");
  }
  if (text.size() <= kSecondLength || !parse_second(text, second)) {
    return bad_time("write times as in 2026-11-21T08:00:00.000Z");
  }
  text.remove_prefix(kSecondLength);
  if (!take_fraction(text, fraction) || !parse_offset(text, offset)) {
    return bad_time("a time ends in Z or in an offset such as +05:45");
  }
  const Timestamp t = second + fraction - offset;
  if (t < kFirst || t >= kEndOfTime) return bad_time("times lie in the years 0001 to 9999 of UTC");
  return t;
}

void append_rfc3339(std::string& out, Timestamp t) {
  const auto date = floor<days>(t);
  const std::chrono::year_month_day ymd{date};
  const auto ms = static_cast<unsigned>((t - date).count());
  char buffer[kCanonicalLength];
  std::memcpy(buffer, kCanonical, kCanonicalLength);
  if (t < kFirst || t >= kEndOfTime) {
    out += t < kFirst ? "0001-01-01T00:00:00.000Z" : "9999-12-31T23:59:59.999Z";
    return;
  }
  put_digits(buffer, 4, static_cast<unsigned>(static_cast<int>(ymd.year())));
  put_digits(buffer + 5, 2, static_cast<unsigned>(ymd.month()));
  put_digits(buffer + 8, 2, static_cast<unsigned>(ymd.day()));
  put_digits(buffer + 11, 2, ms / 3'600'000);
  put_digits(buffer + 14, 2, ms / 60'000 % 60);
  put_digits(buffer + 17, 2, ms / 1000 % 60);
  put_digits(buffer + 20, 3, ms % 1000);
  out.append(buffer, kCanonicalLength);
}

std::string format_rfc3339(Timestamp t) {
  std::string out;
  append_rfc3339(out, t);
  return out;
}

}  // namespace muster
