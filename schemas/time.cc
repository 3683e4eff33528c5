#include "schemas/time.h"

#include <fmt/compile.h>
#include <fmt/format.h>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The value of `count` digits at `p`, or -1 where one of them is none.
int digits(const char* p, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i) {
    if (!is_digit(p[i])) return -1;
    value = value * 10 + (p[i] - '0');
  }
  return value;
}

// "2026-11-21T08:00:00" in UTC; `text` has at least 19 characters.
bool parse_second(std::string_view text, Timestamp& out) {
  const char* p = text.data();
  const char t = p[10];
  if (p[4] != '-' || p[7] != '-' || (t != 'T' && t != 't') || p[13] != ':' || p[16] != ':') return false;
  const int year = digits(p, 4), month = digits(p + 5, 2), day = digits(p + 8, 2);
  const int hour = digits(p + 11, 2), minute = digits(p + 14, 2), second = digits(p + 17, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  out = std::chrono::sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
  return true;
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
  const int hour = digits(text.data() + 1, 2), minute = digits(text.data() + 4, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  out = hours{hour} + minutes{minute};
  if (text[0] == '-') out = -out;
  return true;
}

constexpr Timestamp kFirst{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};

Error bad_time(std::string hint) { return Error{"bad_time", ErrorClass::invalid, "", std::move(hint)}; }

}  // namespace

Result<Timestamp> parse_rfc3339(std::string_view text) {
  constexpr std::size_t kSecondLength = 19;
  Timestamp second;
  Duration fraction;
  minutes offset;
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
  const std::chrono::hh_mm_ss<Duration> clock{t - date};
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z"),
                 static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                 static_cast<unsigned>(ymd.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count(), clock.subseconds().count());
}

std::string format_rfc3339(Timestamp t) {
  std::string out;
  append_rfc3339(out, t);
  return out;
}

}  // namespace muster
