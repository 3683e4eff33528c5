// A real server with people of several departments and tenants, each with a session, and its router asked
// without a socket, by whomever a test names.
#pragma once

#include <filesystem>
#include <future>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "api/http/target.h"
#include "api/metrics.h"
#include "deploy/muster/clocks.h"
#include "deploy/muster/core.h"

namespace muster::deploy {

using access::Principal;

struct WhoeverIsNamed final : access::Credentials {
  Principal who;
  Result<Principal> identify(const http::Request&) const override { return who; }
};

struct Sink final : http::ReplySink {
  void deliver(http::Completion c) noexcept override {
    answer.set_value(c.abandoned ? http::Response{500, "", "abandoned", {}} : std::move(c.response));
  }
  std::promise<http::Response> answer;
};

// Whose something is, seen from `me` of the department north.
struct Case {
  const char* name;
  const char* subject;     // its session is <subject>-1
  const char* department;  // as the directory has it
  const char* tenant;      // empty: it is nowhere
};
inline constexpr Case kCases[] = {
    {"own", "me", "north", "default"},           {"department", "dep", "north", "default"},
    {"sub-department", "sub", "north/day", "default"}, {"other department", "far", "northern", "default"},
    {"no department", "lost", "", "default"},    {"other tenant", "abroad", "north", "other"},
    {"not there", "nobody", "", ""},
};
inline constexpr const char* kNobody = "nobody";

inline Principal principal(access::RoleSet roles, const char* subject, const char* department = "", const char* tenant = "default") {
  return {Tenant{tenant}, roles, SubjectId{subject}, department, *subject == '\0' ? "program" : subject, {}};
}

// What somebody may be: a person of the department north, or a program.
inline Principal of_role(access::Role role) {
  const bool person = role == access::Role::user || role == access::Role::supervisor;
  return person ? principal({role}, "me", "north") : principal({role}, "");
}

class RightsWorld : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new_server().release(); }
  static void TearDownTestSuite() { const std::unique_ptr<Server> ended(std::exchange(server_, nullptr)); }

  struct Server {
    explicit Server(std::filesystem::path at) : folder(std::move(at)) {
      ServerConfig config;
      config.log.data = folder;
      auto log = open_log(config.log, true);
      if (!log.ok()) std::abort();
      auto opened = Core::open(config, {credentials, policies, wall, monotonic, lines}, std::move(log).value());
      if (!opened.ok()) std::abort();
      core = std::move(opened).value();
      core->start();
      core->add_write_routes(router);
      core->add_read_routes(router);
      metrics.add_route(router, credentials);
      api::add_health(router, [] {
        api::Readiness now;
        now.log_healthy = now.directory_known = now.store_writable = true;
        now.partitions = now.partitions_running = 1;
        return now;
      });
      while (!core->directory_caught_up() || core->rebuilding()) std::this_thread::yield();
    }
    ~Server() {
      core->end_waits();
      core->stop();
      core.reset();
      std::filesystem::remove_all(folder);
    }

    const std::filesystem::path folder;
    WhoeverIsNamed credentials;
    const SystemWallClock wall;
    const SystemMonotonicClock monotonic;
    LogLines lines{monotonic};
    const ingest::Policies policies = ingest::Policies::built_in();
    std::unique_ptr<Core> core;
    api::Metrics metrics{[] { return std::vector<api::Figure>{}; }};
    http::Router router;
  };

  static std::unique_ptr<Server> new_server() {
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("muster_rights_{}", ::getpid());
    std::filesystem::remove_all(folder);
    auto server = std::make_unique<Server>(folder);
    server_ = server.get();
    for (const Case& c : kCases) {
      if (*c.tenant != '\0') seed(c);
    }
    return server;
  }

  static void seed(const Case& c) {
    const Principal admin = principal({access::Role::admin}, "", "", c.tenant);
    const auto wrote = [&](const http::Response& r) { ASSERT_LT(r.status, 300) << r.body; };
    const std::string record = *c.department == '\0' ? "{}" : fmt::format(R"({{"department":"{}"}})", c.department);
    wrote(ask(admin, "PUT", fmt::format("/v1/subjects/{}", c.subject), record));
    wrote(ask(admin, "PUT", fmt::format("/v1/places/at-{}", c.tenant), R"({"name":"x","lat":1,"lon":2,"radius_m":3})"));
    const Timestamp in = std::chrono::floor<std::chrono::hours>(server_->wall.now()) - std::chrono::hours{2};
    day_ = format_rfc3339(in).substr(0, 10);
    const std::string who = fmt::format(R"("subject":"{0}","session_id":"{0}-1")", c.subject);
    const std::vector<http::Pair> wait{{"prefer", "wait=10"}};
    wrote(ask(admin, "POST", "/v1/check-ins", fmt::format(R"({{{},"kind":"worklog","time":"{}"}})", who, format_rfc3339(in)), wait));
    wrote(ask(admin, "POST", "/v1/check-outs",
              fmt::format(R"({{{},"time":"{}"}})", who, format_rfc3339(in + std::chrono::hours{1})), wait));
  }

  static http::Response ask(const Principal& who, std::string_view method, std::string_view target, std::string_view body = {},
                            std::vector<http::Pair> headers = {}) {
    server_->credentials.who = who;
    http::Request request;
    request.method = method;
    request.request_id = "r";
    request.body = body;
    EXPECT_TRUE(http::parse_target(target, request).ok()) << target;
    const bool event = target == "/v1/events";
    if (!body.empty()) request.headers.add("content-type", event ? "application/cloudevents+json" : "application/json");
    for (auto& [name, value] : headers) request.headers.add(name, value);
    const auto sink = std::make_shared<Sink>();
    server_->router.handle(std::move(request), http::Reply(sink, {}));
    return sink->answer.get_future().get();
  }

  static inline Server* server_ = nullptr;
  static inline std::string day_;  // on which the sessions are
};

}  // namespace muster::deploy
