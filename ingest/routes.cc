#include "ingest/routes.h"

#include <memory>
#include <string>

#include "api/http/problem.h"
#include "ingest/answers.h"
#include "ingest/request_headers.h"

namespace muster::ingest {
namespace {

void write_events(Door& door, const access::Credentials& credentials, Call call, const http::Request& request,
                  http::Reply reply) {
  auto who = credentials.identify(request);
  if (!who) return reply(http::problem(who.error(), request.request_id));
  auto write = write_request(call, request);
  if (!write) return reply(http::problem(write.error(), request.request_id));
  write->who = std::move(who).value();
  // std::function wants copies; a Reply has none.
  auto answer_to = std::make_shared<http::Reply>(std::move(reply));
  door.write(*write, [answer_to, id = request.request_id, wait = write->wait](const WriteAnswer& answer) {
    (*answer_to)(to_response(answer, id, wait));
  });
}

}  // namespace

void add_write_routes(http::Router& router, Door& door, const access::Credentials& credentials) {
  for (const Call call : {Call::check_ins, Call::pings, Call::locations, Call::check_outs, Call::events}) {
    router.add("POST", path_of(call), [&door, &credentials, call](const http::Request& request, http::Reply reply) {
      write_events(door, credentials, call, request, std::move(reply));
    });
  }
}

}  // namespace muster::ingest
