#include "api/not_yet.h"

#include <fmt/format.h>

#include <string>

#include "api/http/problem.h"

namespace muster::api {
namespace {

constexpr NotYet kCalls[] = {
    // reports
    {"GET", "/v1/reports/daily"},
    {"GET", "/v1/audit"},
    // accounts and keys
    {"POST", "/v1/auth/login"},
    {"POST", "/v1/auth/refresh"},
    {"POST", "/v1/auth/logout"},
    {"POST", "/v1/auth/password"},
    {"GET", "/v1/auth/check"},
    {"PUT", "/v1/accounts/{login}"},
    {"DELETE", "/v1/accounts/{login}"},
    {"GET", "/v1/api-keys"},
    {"POST", "/v1/api-keys"},
    {"DELETE", "/v1/api-keys/{id}"},
    {"GET", "/openapi.json"},
};

}  // namespace

std::span<const NotYet> calls_not_yet() { return kCalls; }

void add_not_yet(http::Router& router) {
  for (const NotYet& call : kCalls) {
    const Error error{"not_yet", ErrorClass::refused, "",
                      fmt::format("{} {} comes with a later version.", call.method, call.pattern)};
    router.add(call.method, call.pattern, [error](http::Request request, http::Reply reply) {
      reply(http::problem(error, request.request_id));
    });
  }
}

}  // namespace muster::api
