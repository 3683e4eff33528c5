#include "deploy/muster/frontend.h"

#include <atomic>
#include <memory>
#include <utility>

#include "api/access/networks.h"
#include "api/dialects/dialects.h"
#include "api/http/cors.h"
#include "api/http/problem.h"
#include "api/http/router.h"
#include "deploy/muster/process_figures.h"

namespace muster::deploy {
namespace {

constexpr std::size_t kMetricsWorkers = 1;
constexpr int kNotYet = 501;  // an answer about the version, not a failure

// What is asked before the log is there: the router knows only health and metrics.
http::Response not_ready(const Error& error, const http::Request& request) {
  if (error.code != "not_found" && error.code != "method_not_allowed") return http::render_problem(error, request);
  return http::problem({"not_ready", ErrorClass::retry, "", "the server is starting, see /readyz?verbose"},
                       request.request_id);
}

// Where everybody is let in, a page of elsewhere whose name leads here is not.
bool is_for_this_machine(const http::Request& request) {
  const std::string* host = request.header("host");
  return host == nullptr || access::names_this_machine(*host);
}
Error not_this_machine() {
  return {"forbidden", ErrorClass::refused, "", "with --auth none a request names this machine in Host: localhost, or 127.0.0.1"};
}

}  // namespace

struct Frontend::Impl {
  Impl(const ServerConfig& c, Parts p)
      : config(c), parts(std::move(p)), metrics([this] { return all_figures(); }), waiting(not_ready) {}

  std::vector<api::Figure> all_figures() const {
    std::vector<api::Figure> out = parts.figures();
    append_server_figures(server.stats(), out);
    return out;
  }

  void add_base(http::Router& to) const {
    api::add_health(to, parts.readiness);
    if (!config.metrics_listen) metrics.add_route(to, parts.credentials);
  }

  http::ServerOptions options_for(const Endpoint& endpoint) {
    http::ServerOptions options;
    options.address = endpoint.address;
    options.port = endpoint.port;
    options.monotonic = &parts.monotonic;
    options.wall = &parts.wall;
    options.on_incident = [this](std::string_view code, std::string_view request_id, std::string_view what) {
      parts.lines.write(Level::error, code, what, {{"request_id", request_id}});
    };
    return options;
  }

  void done(const http::RequestDone& request) {
    metrics.count(request);
    if (config.log_requests) {
      parts.lines.request(request);
    } else if (request.status >= 500 && request.status != kNotYet) {
      parts.lines.write(Level::warn, "request_failed", "a request was answered with an error of the server",
                        {{"route", request.route}, {"status", std::to_string(request.status)}, {"request_id", request.request_id}});
    }
  }

  Status listen_for_metrics() {
    if (!config.metrics_listen) return Done{};
    metrics.add_route(metrics_router, parts.credentials);
    http::ServerOptions options = options_for(*config.metrics_listen);
    options.workers = kMetricsWorkers;
    return metrics_server.start(std::move(options), [this](http::Request request, http::Reply reply) {
      request.client_address = access::client_address(request, config.auth.trusted_proxies);
      metrics_router.handle(std::move(request), std::move(reply));
    });
  }

  const ServerConfig& config;
  const Parts parts;
  api::Metrics metrics;
  http::Router waiting, metrics_router;
  std::atomic<const http::Router*> router{&waiting};
  std::atomic<std::shared_ptr<const http::Cors>> cors{std::make_shared<const http::Cors>(config.cors_origins)};
  http::Server server, metrics_server;
};

Frontend::Frontend(const ServerConfig& config, Parts parts) : impl_(std::make_unique<Impl>(config, std::move(parts))) {
  impl_->add_base(impl_->waiting);
}

Frontend::~Frontend() { stop(); }

Status Frontend::listen() {
  Impl& self = *impl_;
  http::ServerOptions options = self.options_for(self.config.listen);
  options.workers = self.config.workers;
  options.body_limit = [&self](const http::Request& request) { return self.router.load()->body_limit(request); };
  options.errors = [&self](const Error& error, const http::Request& request) {
    http::Response response = self.router.load()->render(error, request);
    self.cors.load()->add_to(request, response);
    return response;
  };
  options.asked_by = self.config.log_requests;
  options.on_request_done = [&self](const http::RequestDone& request) { self.done(request); };
  auto status = self.server.start(std::move(options), [&self](http::Request request, http::Reply reply) {
    request.client_address = access::client_address(request, self.config.auth.trusted_proxies);
    if (request.asked_by) request.asked_by->address = request.client_address;
    http::Reply readable = self.cors.load()->around(request, std::move(reply));
    if (self.config.auth.none && !is_for_this_machine(request)) return readable(http::problem(not_this_machine(), request.request_id));
    self.router.load()->handle(std::move(request), std::move(readable));
  });
  return status ? self.listen_for_metrics() : status;
}

std::uint16_t Frontend::port() const { return impl_->server.port(); }

http::Router Frontend::base_router() const {
  http::Router router(api::dialects::render_error);
  impl_->add_base(router);
  return router;
}

void Frontend::allow_origins(std::vector<std::string> origins) {
  impl_->cors.store(std::make_shared<const http::Cors>(std::move(origins)));
}

http::Router Frontend::starting_router() const {
  http::Router router(not_ready);
  impl_->add_base(router);
  return router;
}

void Frontend::serve(const http::Router& router) { impl_->router = &router; }

bool Frontend::drain(std::chrono::milliseconds at_most) { return impl_->server.drain(at_most); }

void Frontend::stop() {
  impl_->server.stop();
  impl_->metrics_server.stop();
}

}  // namespace muster::deploy
