#include "ingest/routes.h"

#include <memory>
#include <string>
#include <utility>

#include "api/http/problem.h"
#include "ingest/answers.h"
#include "ingest/request_headers.h"

namespace muster::ingest {
namespace {

// `write` has views into the request, which lives until this returns.
void write_as(Door& door, access::Principal who, WriteRequest write, const std::string& request_id, http::Reply reply) {
  write.who = std::move(who);
  // std::function wants copies; a Reply has none.
  auto answer_to = std::make_shared<http::Reply>(std::move(reply));
  door.write(write, [answer_to, id = request_id, wait = write.wait](const WriteAnswer& answer) {
    (*answer_to)(to_response(answer, id, wait));
  });
}

void write_events(Door& door, const access::Credentials& credentials, Call call, const http::Request& request,
                  http::Reply reply) {
  auto who = credentials.identify(request);
  if (!who) return reply(http::problem(who.error(), request.request_id));
  auto write = write_request(call, request);
  if (!write) return reply(http::problem(write.error(), request.request_id));
  write_as(door, std::move(who).value(), std::move(*write), request.request_id, std::move(reply));
}

void correct(Door& door, const access::Credentials& credentials, const Locate& locate, Call call,
             http::Request request, http::Reply reply) {
  auto who = credentials.identify(request);
  if (!who) return reply(http::problem(who.error(), request.request_id));
  auto named = locate(*who, request);
  if (!named) return reply(http::problem(named.error(), request.request_id));
  request.query.clear();
  auto write = write_request(call, request);
  if (!write) return reply(http::problem(write.error(), request.request_id));
  write->body.named.push_back(std::move(named).value());
  write_as(door, std::move(who).value(), std::move(*write), request.request_id, std::move(reply));
}

}  // namespace

void add_correction_routes(http::Router& router, Door& door, const access::Credentials& credentials, Locate locate) {
  for (const Call call : {Call::amend, Call::review, Call::close}) {
    router.add("POST", path_of(call),
               [&door, &credentials, locate, call](http::Request request, http::Reply reply) {
                 correct(door, credentials, locate, call, std::move(request), std::move(reply));
               });
  }
}

void add_write_routes(http::Router& router, Door& door, const access::Credentials& credentials) {
  for (const Call call : {Call::check_ins, Call::pings, Call::locations, Call::check_outs, Call::events}) {
    router.add("POST", path_of(call), [&door, &credentials, call](const http::Request& request, http::Reply reply) {
      write_events(door, credentials, call, request, std::move(reply));
    });
  }
}

}  // namespace muster::ingest
