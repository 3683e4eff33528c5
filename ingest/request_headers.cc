#include "ingest/request_headers.h"

#include <algorithm>
#include <charconv>
#include <cctype>
#include <utility>

#include "api/http/request_head.h"

#include "schemas/text.h"

namespace muster::ingest {
namespace {

constexpr std::chrono::seconds kLongestWait{10};

Error bad_header(const char* hint) { return Error{"bad_header", ErrorClass::invalid, "", hint}; }

// Of a list of preferences (RFC 7240) only `wait` is known here; others are somebody else's.
Result<std::optional<std::chrono::seconds>> wait_in(std::string_view prefer) {
  std::optional<std::chrono::seconds> wait;
  while (!prefer.empty()) {
    const std::size_t comma = prefer.find(',');
    const std::string_view one = trimmed(prefer.substr(0, comma));
    prefer.remove_prefix(comma == std::string_view::npos ? prefer.size() : comma + 1);
    if (!one.starts_with("wait=")) continue;
    int seconds = 0;
    const auto [end, error] = std::from_chars(one.data() + 5, one.data() + one.size(), seconds);
    if (error != std::errc{} || end != one.data() + one.size() || seconds < 0) {
      return bad_header("Prefer: wait is a whole number of seconds");
    }
    wait = std::min(std::chrono::seconds{seconds}, kLongestWait);
  }
  return wait;
}

// 00-<32 hex>-<16 hex>-<2 hex> (W3C Trace Context); anything else is not ours to keep.
bool is_traceparent(std::string_view text) {
  if (text.size() != 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '-' || std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

Status check_no_query(const http::Request& request) {
  if (request.query.empty()) return Done{};
  return Error{"unknown_parameter", ErrorClass::invalid, request.query.front().first, "this call has no parameters"};
}

Result<WriteRequest> write_request(Call call, const http::Request& request) {
  if (auto status = check_no_query(request); !status) return status.error();
  if (request.header("content-encoding") != nullptr) {
    return Error{"unsupported_media_type", ErrorClass::refused, "", "bodies are taken without Content-Encoding"};
  }
  WriteRequest write;
  write.method = request.method;
  write.request_id = request.request_id;
  write.address = request.client();
  const std::string* type = request.header("content-type");
  write.body = Body{call, type != nullptr ? std::string_view{*type} : std::string_view{}, request.body, {}};
  auto key = http::idempotency_key(request);
  if (!key) return key.error();
  write.idempotency_key = std::move(key).value();
  for (const auto& [name, value] : request.headers.all()) {
    if (name == "prefer") {
      auto wait = wait_in(value);
      if (!wait) return wait.error();
      if (*wait) write.wait = **wait;
    } else if (call == Call::events && name.starts_with("ce-")) {
      write.body.ce_headers.emplace_back(name, value);
    }
  }
  const std::string* trace = request.header("traceparent");
  if (trace != nullptr && is_traceparent(*trace)) write.traceparent = *trace;
  return write;
}

}  // namespace muster::ingest
