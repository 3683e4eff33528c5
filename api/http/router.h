// Routes by method and path. Filled before the server starts, constant from then on: any thread
// may then call `handle` and `body_limit`.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/message.h"
#include "api/http/problem.h"
#include "api/http/reply.h"

namespace muster::http {

struct RouteOptions {
  std::optional<std::size_t> max_body;  // bytes; else the server's
  std::string name;                     // for metrics; else the pattern
  bool alone = false;                   // whatever the method, no less specific pattern answers its paths
};

class Router {
 public:
  Router();
  explicit Router(ErrorRenderer errors);  // of the seam and the router
  Router(Router&&) noexcept;
  ~Router();

  // `pattern`: "/v1/sessions/{id}/events"; {name} stands for one whole, non-empty segment, and a
  // fixed segment wins over it. GET answers HEAD too. Throws std::invalid_argument on a pattern
  // that is malformed or given twice for one method: a bug of the caller, at start.
  void add(std::string_view method, std::string_view pattern, Handler handler,
           RouteOptions options = {});

  // Calls the handler of the route, or answers 404, or 405 with Allow; OPTIONS itself.
  void handle(Request request, Reply reply) const;

  // The limit of the route that would handle it, if it names one.
  std::optional<std::size_t> body_limit(const Request& request) const;

  // Every route there is, by pattern and method.
  std::vector<std::pair<std::string, std::string>> routes() const;

  // Shapes an error as this router does. For ServerOptions::errors.
  Response render(const Error& error, const Request& request) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::http
