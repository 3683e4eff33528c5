// Errors as RFC 9457 problems. Pure; any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "schemas/result.h"

namespace muster::http {

// One fault among several in one body.
struct ProblemItem {
  std::string pointer;  // JSON Pointer
  std::string code;
  std::string reason;
};

// Shapes an error for a client: a dialect brings its own. The request is what is known of it: of
// one that could not be read only `request_id` is; headers and body may be gone already.
using ErrorRenderer = std::function<Response(const Error&, const Request&)>;

// The error as whoever asked may know it: a fault of the server's own (is_inward) without place and text.
Error told(const Error& error);
// Has the log told what told() leaves out.
void keep_fault(const Error& error, Response& response);

// application/problem+json: type, title, status, code, detail (the hint), as told(), request_id, errors[].
// Where the error names a `where` and there are no items, errors[] holds that one place.
// 503 carries Retry-After, a second: the seam spreads it over 1 to 5. 401 carries WWW-Authenticate.
Response problem(const Error& error, std::string_view request_id,
                 const std::vector<ProblemItem>& items = {});
Response render_problem(const Error& error, const Request& request);  // the default renderer

// The object alone, for an item within a batch's answer (no request_id).
std::string problem_json(const Error& error, std::string_view request_id,
                         const std::vector<ProblemItem>& items = {});

}  // namespace muster::http
