#include "api/dialects/dialects.h"

#include <array>
#include <utility>

#include "api/background.h"
#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/devices.h"
#include "api/dialects/passes.h"
#include "api/dialects/routes.h"
#include "api/dialects/session_manager.h"
#include "api/dialects/worklogs.h"
#include "api/http/problem.h"

namespace muster::api::dialects {
namespace {

// Each may be held up for seconds by a log that is slow: the rest go on.
constexpr std::size_t kThreads = 32;
constexpr std::size_t kWaiting = 1024;

struct Prefix {
  std::string_view path;
  RenderError error;
};
constexpr std::array kPrefixes{
    Prefix{"/api/worktime", detail_error},       Prefix{"/api/session-manager", session_manager_error},
    Prefix{"/sessions", detail_error},           Prefix{"/api/v1", detail_error},
    Prefix{"/api/checkin", pass_error},          Prefix{"/api/checkout", pass_error},
    Prefix{"/api/session", pass_error},          Prefix{"/api/model", pass_error},
};

bool lies_under(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

struct Dialects::Impl {
  Impl(const Services& services, ingest::Door& door, ingest::DirectoryDesk& desk, Options o)
      : options(std::move(o)), credentials(services.credentials), backend(services, door, desk), threads(kThreads, kWaiting) {}

  // A computer that comes with no credential, from where it may.
  Result<access::Principal> identify_computer(const http::Request& request) const {
    const bool credential = request.header("authorization") != nullptr || request.header("x-api-key") != nullptr;
    if (credential || !access::comes_from(request, options.session_manager_open_to, options.trusted_proxies)) {
      return credentials.identify(request);
    }
    return access::Principal{Tenant{"default"}, {access::Role::ingest}, SubjectId{}, "", "session-manager"};
  }

  // Who registers or logs in has no credential yet; one that there is may say who asks, or be too old.
  Result<access::Principal> identify_anybody(const http::Request& request) const {
    if (request.header("authorization") != nullptr || request.header("x-api-key") != nullptr) {
      if (auto who = credentials.identify(request)) return who;
    }
    return access::Principal{Tenant{"default"}, {}, SubjectId{}, "", ""};
  }

  const Options options;
  const access::Credentials& credentials;
  Backend backend;
  SubjectLocks locks;
  DeviceVeto veto{backend, options.whole};
  Background threads;  // ends first
};

Dialects::Dialects(const Services& services, ingest::Door& door, ingest::DirectoryDesk& desk, Options options)
    : impl_(std::make_unique<Impl>(services, door, desk, std::move(options))) {}
Dialects::~Dialects() = default;

void Dialects::add_routes(http::Router& router) {
  Impl& self = *impl_;
  const Shared shared{self.backend, self.locks, self.threads, self.options.trusted_proxies, self.options.clock_in_open_to, self.options.accounts};
  const Identify by_credential = [&self](const http::Request& request) { return self.credentials.identify(request); };
  add_worklogs(router, shared, by_credential);
  const Identify anybody = [&self](const http::Request& request) { return self.identify_anybody(request); };
  add_clock_in_auth(router, shared, by_credential, anybody);
  add_clock_in_sessions(router, shared, by_credential);
  add_clock_in_lists(router, shared, by_credential);
  add_clock_in_clients(router, shared, by_credential);
  add_devices(router, shared, by_credential);
  add_passes(router, shared, by_credential);
  add_session_manager(router, shared, [&self](const http::Request& request) { return self.identify_computer(request); });
}

access::TokenVeto& Dialects::token_veto() { return impl_->veto; }

http::Response render_error(const Error& error, const http::Request& request) {
  for (const Prefix& prefix : kPrefixes) {
    if (lies_under(request.path, prefix.path)) return prefix.error(error, request);
  }
  return http::render_problem(error, request);
}

}  // namespace muster::api::dialects
