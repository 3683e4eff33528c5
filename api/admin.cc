#include "api/admin.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/access/may.h"
#include "api/background.h"
#include "api/http/problem.h"
#include "api/http/request_head.h"
#include "projections/snapshot.h"
#include "schemas/errors.h"

namespace muster::api {
namespace {

constexpr int kCreated = 201, kAccepted = 202;

// 20261121T120000.000Z
std::string name_by_time(Timestamp now) {
  std::string name = format_rfc3339(now);
  std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
  return name;
}

Result<nlohmann::json> body_of(const http::Request& request, std::string_view only_field, const char* expected) {
  if (auto status = http::check_json_body(request); !status) return status.error();
  auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Error{"bad_json", ErrorClass::invalid, "", expected};
  for (const auto& [field, value] : body.items()) {
    if (field != only_field) return Error{"unknown_field", ErrorClass::refused, "", expected};
  }
  return body;
}

Result<std::string> name_of(const http::Request& request, Timestamp now) {
  const auto parsed = body_of(request, "name", R"(expected {"name": NAME}, or {})");
  if (!parsed) return parsed.error();
  const nlohmann::json& body = *parsed;
  if (body.empty()) return name_by_time(now);
  const auto& name = body["name"];
  if (name.is_string() && projections::is_snapshot_name(name.get_ref<const std::string&>())) return name.get<std::string>();
  return Error{"bad_field", ErrorClass::refused, "/name", "1 to 64 of [A-Za-z0-9._-], no '.' first"};
}

Error forbidden() { return Error{"forbidden", ErrorClass::refused, "", "this is the operator's to ask for: an admin of the tenant default"}; }

Error one_at_a_time() { return Error{"over_budget", ErrorClass::retry, "", "an admin's call is being worked on: one at a time"}; }

http::Response response_of(const Result<std::string>& made, int status, const std::string& request_id) {
  if (!made) {
    Error error = made.error();
    if (!is_inward(error)) error.where.clear();  // a folder of the server is no place in the request
    return http::problem(error, request_id);
  }
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = *made;
  return response;
}

}  // namespace

struct Admin::Impl {
  Impl(const access::Credentials& c, access::Audit& a, const WallClock& w, AdminWork done) : credentials(c), audit(a), wall(w), work(std::move(done)) {}

  Result<access::Principal> allowed(const http::Request& request) const {
    auto who = credentials.identify(request);
    if (!who || may(*who, access::Action::manage_store) == access::Verdict::yes) return who;
    audit.note(access::entry_of(*who, request, "refused", request.path, "forbidden"));
    return forbidden();
  }

  void snapshot(const http::Request& request, http::Reply reply) {
    const auto who = allowed(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    const auto name = name_of(request, wall.now());
    if (!name) return reply(http::problem(name.error(), request.request_id));
    later(access::entry_of(*who, request, "snapshot_made", *name), std::move(reply), kCreated, [this, name = *name] { return work.snapshot(name); });
  }

  void rebuild(const http::Request& request, http::Reply reply) {
    const auto who = allowed(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    const auto body = body_of(request, "", "expected {}");
    if (!body) return reply(http::problem(body.error(), request.request_id));
    later(access::entry_of(*who, request, "rebuild_begun"), std::move(reply), kAccepted, [this] { return work.rebuild(); });
  }

  void later(const access::AuditEntry& entry, http::Reply reply, int status, std::function<Result<std::string>()> made) {
    // std::function wants copies; a Reply has none.
    auto answer_to = std::make_shared<http::Reply>(std::move(reply));
    const bool taken = !busy.exchange(true) && background.run([this, answer_to, status, made = std::move(made), entry] {
      (*answer_to)(answer(made, status, entry));  // whoever has the answer may ask for the next one
    });
    if (!taken) (*answer_to)(http::problem(one_at_a_time(), entry.request_id));
  }

  http::Response answer(const std::function<Result<std::string>()>& made, int status, access::AuditEntry entry) {
    const Idle afterwards{busy};
    const auto done = made();
    const std::string id = entry.request_id;
    if (!done) entry.outcome = done.error().code;
    audit.note(std::move(entry));
    return response_of(done, status, id);
  }

  const access::Credentials& credentials;
  access::Audit& audit;
  const WallClock& wall;
  const AdminWork work;
  std::atomic<bool> busy{false};
  Background background{1};  // last: it ends first
};

Admin::Admin(const access::Credentials& credentials, access::Audit& audit, const WallClock& wall, AdminWork work)
    : impl_(std::make_unique<Impl>(credentials, audit, wall, std::move(work))) {}
Admin::~Admin() = default;

void Admin::add_routes(http::Router& router) {
  router.add("POST", "/admin/snapshots", [self = impl_.get()](const http::Request& request, http::Reply reply) {
    self->snapshot(request, std::move(reply));
  });
  router.add("POST", "/admin/rebuild", [self = impl_.get()](const http::Request& request, http::Reply reply) {
    self->rebuild(request, std::move(reply));
  });
}

}  // namespace muster::api
