#include "api/http/serialize.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <cctype>
#include <charconv>
#include <fmt/format.h>

namespace muster::http {
namespace {

constexpr std::array<std::string_view, 9> kOwnFields{
    "content-length", "content-type",           "connection",      "date",           "transfer-encoding",
    "x-request-id",   "x-content-type-options", "referrer-policy", "x-frame-options"};

// Of every answer: it is data, and no page of another site should show it, nor learn where its reader was.
// That only TLS may be used (HSTS) is for the proxy to say, which has the certificate.
constexpr std::string_view kSecurityFields =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nX-Frame-Options: DENY\r\n";
constexpr std::string_view kContentPolicy = "Content-Security-Policy";
constexpr std::string_view kCacheControl = "Cache-Control";
constexpr std::string_view kDataOnly = "default-src 'none'; frame-ancestors 'none'";

bool is_token_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

bool is_own_field(std::string_view name) {
  return std::any_of(kOwnFields.begin(), kOwnFields.end(),
                     [&](std::string_view own) { return equals_ignoring_case(own, name); });
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_value_char);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

bool is_sendable(const Response& response) {
  return response.status >= 200 && response.status <= 599 && is_value(response.content_type) &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const Pair& field) {
           return !field.first.empty() &&
                  std::all_of(field.first.begin(), field.first.end(), is_token_char) &&
                  is_value(field.second) && !is_own_field(field.first);
         });
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string serialize_head(const Response& response, const Framing& framing) {
  std::string out;
  out.reserve(512);
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out += ' ';
  out.append(reason.data(), reason.size());
  out += "\r\n";
  append_field(out, "Date", framing.date);
  if (has_body(response.status)) {
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    out += "Content-Length: ";
    append_number(out, response.body.size());
    out += "\r\n";
  }
  append_field(out, "X-Request-Id", framing.request_id);
  out += kSecurityFields;
  bool has_policy = false, has_cache = false;
  for (const auto& [name, value] : response.headers) {
    has_policy = has_policy || name == kContentPolicy;
    has_cache = has_cache || name == kCacheControl;
    append_field(out, name, value);
  }
  if (!has_policy) append_field(out, kContentPolicy, kDataOnly);
  // A 404 of today may be there tomorrow.
  if (!has_cache && response.status >= 400) append_field(out, kCacheControl, "no-store");
  if (framing.close) append_field(out, "Connection", "close");
  if (framing.keep_alive && !framing.close) append_field(out, "Connection", "keep-alive");
  out += "\r\n";
  return out;
}

std::string http_date(Timestamp t) {
  using namespace std::chrono;
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_days day = floor<days>(t);
  const year_month_day date{day};
  const hh_mm_ss time{floor<seconds>(t - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday{day}.c_encoding()],
                     unsigned{date.day()}, kMonths[unsigned{date.month()} - 1], int{date.year()},
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace muster::http
