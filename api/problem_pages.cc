#include "api/problem_pages.h"

#include <fmt/format.h>

#include "api/http/problem.h"
#include "schemas/errors.h"

namespace muster::api {
namespace {

// What the sender of a request can do about a status.
std::string_view advice(int status) {
  switch (status) {
    case 400: return "The request can't be read. `detail` and `errors` say where; the same request fails again.";
    case 401: return "Send a valid credential.";
    case 403: return "The role of the credential never may do this. Ask somebody whose role may.";
    case 404: return "Nothing is there, or nothing that this credential may see.";
    case 409: return "The request is at odds with the present state. Read it again, then decide.";
    case 412: return "Somebody else was faster. Read again and repeat with the new entity tag.";
    case 413: return "Send less at once: at most 8 MiB or 10,000 items a request.";
    case 422: return "The request is readable and wrong. `errors` names each fault by its place in the body.";
    case 429: return "Wait as long as `Retry-After` says.";
    case 501: return "This part of the documented interface comes with a later version.";
    case 503: return "Nothing is wrong with the request. Send it again, with the same ids, after `Retry-After`.";
    case 504: return "What was waited for was not seen in time. Ask again with the same position.";
    default: break;
  }
  return status >= 500 ? "The fault is the server's; its log says more under the `request_id`."
                       : "The request is not one that HTTP or this server allows; `detail` says why.";
}

http::Response page(const ErrorCodeSpec& row, int status) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = fmt::format("{}\n\ncode: {}\nstatus: {}\n\n{}\n", row.title, row.code, status, advice(status));
  response.headers = {{"Cache-Control", "max-age=3600"}};
  return response;
}

}  // namespace

void add_problem_pages(http::Router& router) {
  router.add("GET", "/problems/{code}", [](http::Request request, http::Reply reply) {
    const ErrorCodeSpec* row = find_error_code(request.param("code"));
    if (row == nullptr) {
      return reply(http::problem({"not_found", ErrorClass::refused, "", "No problem has this code."}, request.request_id));
    }
    reply(page(*row, row->http_status));
  });
}

}  // namespace muster::api
