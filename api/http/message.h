// What a handler is given and what it answers with. Plain values; any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::http {

using Pair = std::pair<std::string, std::string>;

// Header fields in the order they came; names are lower-case, values trimmed. A field may come
// several times.
class Headers {
 public:
  void add(std::string name, std::string value);

  // The first field of that (lower-case) name; null if there is none.
  const std::string* find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  const std::vector<Pair>& all() const { return fields_; }

 private:
  std::vector<Pair> fields_;
};

// Who asks, for the log of requests: filled in on the way by whoever finds out, read once there is the answer.
struct AskedBy {
  std::string actor, address;
};

struct Request {
  std::string method;                 // as sent, upper-case letters: GET, HEAD, POST, ...
  std::string target;                 // as sent, origin form: starts with '/' (or is "*")
  std::string path;                   // decoded once, UTF-8; an encoded '/' is seen in `segments` only
  std::vector<std::string> segments;  // of the path, each decoded; a trailing '/' gives a last "" one
  std::vector<Pair> query;            // decoded, in order, repeats kept
  Headers headers;
  std::string body;
  std::string peer_address;    // of the socket: "127.0.0.1"; no proxy header is looked at here
  std::string client_address;  // empty: the peer's; else whom a proxy that is trusted names, as main found
  std::string request_id;      // the client's X-Request-Id if it is [A-Za-z0-9._-]{1,64}, else made here
  std::vector<Pair> params;    // {name} parts of the route's pattern; set by the router

  // Null where there is none. Header names are looked up in lower case.
  const std::string* header(std::string_view name) const { return headers.find(name); }
  std::shared_ptr<AskedBy> asked_by;  // null: nobody wants to know

  const std::string& client() const { return client_address.empty() ? peer_address : client_address; }
  // The first value of that name.
  const std::string* query_value(std::string_view name) const;
  // Of a name that the route's pattern has; empty for any other.
  const std::string& param(std::string_view name) const;
};

// The seam adds Content-Length, Content-Type, Date, X-Request-Id, X-Content-Type-Options, Referrer-Policy,
// X-Frame-Options and Connection, and a Content-Security-Policy where there is none. One of the former in
// `headers`, or a header with control characters in it, turns the whole answer into a 500: it is a bug of the
// handler.
struct Response {
  int status = 200;
  std::string content_type;  // empty: none is sent
  std::string body;          // not sent for HEAD, 204, 304
  std::vector<Pair> headers;
  Pair fault{};  // not sent, for the server's log where there is one: a code, and what happened
};

}  // namespace muster::http
