#include "api/admin.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/access/may.h"
#include "api/background.h"
#include "api/http/problem.h"
#include "projections/snapshot.h"

namespace muster::api {
namespace {

constexpr int kCreated = 201;

// 20261121T120000.000Z
std::string name_by_time(Timestamp now) {
  std::string name = format_rfc3339(now);
  std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
  return name;
}

Result<std::string> name_of(const http::Request& request, Timestamp now) {
  const std::string* type = request.header("content-type");
  if (type == nullptr || *type != "application/json") {  // a page of another site can't send that
    return Error{"unsupported_media_type", ErrorClass::refused, "", "application/json"};
  }
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Error{"bad_json", ErrorClass::invalid, "", R"(expected {"name": NAME}, or {})"};
  for (const auto& [field, value] : body.items()) {
    if (field != "name") return Error{"unknown_field", ErrorClass::refused, "", R"(the only field is "name")"};
  }
  if (body.empty()) return name_by_time(now);
  const auto& name = body["name"];
  if (name.is_string() && projections::is_snapshot_name(name.get_ref<const std::string&>())) return name.get<std::string>();
  return Error{"bad_field", ErrorClass::refused, "/name", "1 to 64 of [A-Za-z0-9._-], no '.' first"};
}

Error forbidden() { return Error{"forbidden", ErrorClass::refused, "", "snapshots are an admin's to make"}; }

Error one_at_a_time() { return Error{"over_budget", ErrorClass::retry, "", "a snapshot is being made: one at a time"}; }

http::Response response_of(const Result<std::string>& made, const std::string& request_id) {
  if (!made) {
    Error error = made.error();
    error.where.clear();  // a folder of the server is no place in the request
    return http::problem(error, request_id);
  }
  http::Response response;
  response.status = kCreated;
  response.content_type = "application/json";
  response.body = *made;
  return response;
}

}  // namespace

struct Admin::Impl {
  Impl(const access::Credentials& c, const WallClock& w, MakeSnapshot m) : credentials(c), wall(w), make_snapshot(std::move(m)) {}

  void snapshot(http::Request request, http::Reply reply) {
    const auto who = credentials.identify(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    if (may(*who, access::Action::manage_store) != access::Verdict::yes) return reply(http::problem(forbidden(), request.request_id));
    auto name = name_of(request, wall.now());
    if (!name) return reply(http::problem(name.error(), request.request_id));
    // std::function wants copies; a Reply has none.
    auto answer_to = std::make_shared<http::Reply>(std::move(reply));
    const bool taken = !busy.exchange(true) && background.run([this, answer_to, name = std::move(name).value(), id = request.request_id] {
      (*answer_to)(make(name, id));  // whoever has the answer may ask for the next one
    });
    if (!taken) (*answer_to)(http::problem(one_at_a_time(), request.request_id));
  }

  http::Response make(const std::string& name, const std::string& request_id) {
    const Idle afterwards{busy};
    return response_of(make_snapshot(name), request_id);
  }

  struct Idle {
    std::atomic<bool>& busy;
    ~Idle() { busy = false; }
  };

  const access::Credentials& credentials;
  const WallClock& wall;
  const MakeSnapshot make_snapshot;
  std::atomic<bool> busy{false};
  Background background{1};  // last: it ends first
};

Admin::Admin(const access::Credentials& credentials, const WallClock& wall, MakeSnapshot make_snapshot)
    : impl_(std::make_unique<Impl>(credentials, wall, std::move(make_snapshot))) {}
Admin::~Admin() = default;

void Admin::add_routes(http::Router& router) {
  router.add("POST", "/admin/snapshots", [self = impl_.get()](http::Request request, http::Reply reply) {
    self->snapshot(std::move(request), std::move(reply));
  });
}

}  // namespace muster::api
