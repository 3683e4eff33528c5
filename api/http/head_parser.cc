#include "api/http/head_parser.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <charconv>
#include <limits>

#include "api/http/target.h"
#include "schemas/text.h"

namespace muster::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::http::field;
using beast::http::verb;

Error refused(const char* code, const char* hint) {
  return {code, code == std::string_view("bad_request") ? ErrorClass::invalid : ErrorClass::refused,
          "", hint};
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

bool is_allowed(verb method) {
  constexpr std::array kAllowed{verb::get,   verb::head,    verb::post,   verb::put,
                                verb::patch, verb::delete_, verb::options};
  return std::find(kAllowed.begin(), kAllowed.end(), method) != kAllowed.end();
}

// Beast reads the grammar; what it lets pass and a server must not is refused here. The first
// fault is kept in `fault`, beside the error code that stops the parser.
class HeadReader final : public beast::http::basic_parser<true> {
 public:
  explicit HeadReader(const HeadLimits& limits) : limits_(limits) {
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
    skip(true);
  }

  Head result;
  std::optional<Error> fault;

 private:
  void stop(error_code& ec, Error error) {
    fault = std::move(error);
    ec = beast::http::error::bad_field;
  }

  void on_request_impl(verb method, beast::string_view name, beast::string_view target, int version,
                       error_code& ec) override {
    if (!is_allowed(method)) {
      return stop(ec, refused("method_not_allowed", "no such method here"));
    }
    if (target.size() > limits_.max_target) {
      return stop(ec, refused("target_too_long", "shorten the path or the query"));
    }
    result.request.method = std::string(name);
    result.http_1_0 = version == 10;
    if (Status parsed = http::parse_target(view(target), result.request); !parsed) {
      return stop(ec, parsed.error());
    }
    if (result.request.path == "*" && method != verb::options) {
      stop(ec, refused("bad_request", "* is a target of OPTIONS alone"));
    }
  }

  void on_field_impl(field id, beast::string_view name, beast::string_view value,
                     error_code& ec) override {
    switch (id) {
      case field::host:
        ++hosts_;
        break;
      case field::content_length:
        take_length(view(value), ec);
        break;
      case field::transfer_encoding:
        return stop(ec, refused("length_required", "send Content-Length, not Transfer-Encoding"));
      case field::content_encoding:
        return stop(ec, refused("unsupported_media_type", "send the body without an encoding"));
      case field::expect:
        if (!beast::iequals(value, "100-continue")) {
          return stop(ec, refused("bad_request", "the only expectation met is 100-continue"));
        }
        result.expect_continue = true;
        break;
      default:
        break;
    }
    if (ec) return;
    if (result.request.headers.all().size() == limits_.max_headers) {
      return stop(ec, refused("head_too_large", "send fewer header fields"));
    }
    result.request.headers.add(lower(view(name)), std::string(view(value)));
  }

  // One field of digits: "5, 5", "+5", "5abc" and a repeated field are how requests are smuggled.
  void take_length(std::string_view digits, error_code& ec) {
    const char* end = digits.data() + digits.size();
    const bool plain = !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) {
      return c >= '0' && c <= '9';
    });
    if (length_seen_ || !plain ||
        std::from_chars(digits.data(), end, result.content_length).ec != std::errc()) {
      return stop(ec, refused("bad_request", "Content-Length comes once and is a number"));
    }
    length_seen_ = true;
  }

  void on_header_impl(error_code& ec) override {
    if (hosts_ > 1 || (hosts_ == 0 && !result.http_1_0)) {
      stop(ec, refused("bad_request", "one Host field is needed"));
    }
  }

  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code&) override {
    return 0;
  }
  void on_finish_impl(error_code&) override {}

  const HeadLimits& limits_;
  int hosts_ = 0;
  bool length_seen_ = false;
};

}  // namespace

Result<Head> parse_head(std::string_view head, const HeadLimits& limits) {
  HeadReader reader(limits);
  error_code ec;
  reader.put(boost::asio::const_buffer(head.data(), head.size()), ec);
  if (reader.fault) return *std::move(reader.fault);
  if (ec || !reader.is_header_done()) return refused("bad_request", "not a request of HTTP/1.1");
  Head result = std::move(reader.result);
  result.keep_alive = reader.keep_alive();
  if (const std::string* id = result.request.header("x-request-id"); id && is_request_id(*id)) {
    result.request.request_id = *id;
  }
  return result;
}

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '_' || c == '-';
  });
}

}  // namespace muster::http
