// Who may do what on the router of a real server: from the table of rights every role, route and case of
// whose it is, by status and body.
#include <algorithm>
#include <filesystem>
#include <future>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "api/http/target.h"
#include "api/metrics.h"
#include "deploy/muster/clocks.h"
#include "deploy/muster/core.h"
#include "tests/deploy/rights_rows.h"

namespace muster::deploy {
namespace {

using access::Action;
using access::Principal;
using access::Sight;
using access::Verdict;

struct Given final : access::Credentials {
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
constexpr Case kCases[] = {
    {"own", "me", "north", "default"},           {"department", "dep", "north", "default"},
    {"sub-department", "sub", "north/day", "default"}, {"other department", "far", "northern", "default"},
    {"no department", "lost", "", "default"},    {"other tenant", "abroad", "north", "other"},
    {"not there", "nobody", "", ""},
};
constexpr const char* kNobody = "nobody";

Principal principal(access::RoleSet roles, const char* subject, const char* department = "", const char* tenant = "default") {
  return {Tenant{tenant}, roles, SubjectId{subject}, department, *subject == '\0' ? "program" : subject, {}};
}

// What somebody may be: a person of the department north, or a program.
Principal of_role(access::Role role) {
  const bool person = role == access::Role::user || role == access::Role::supervisor;
  return person ? principal({role}, "me", "north") : principal({role}, "");
}

class Rights : public ::testing::Test {
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
    Given credentials;
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

  // Ids stand for themselves in answers: two of them are the same but for it.
  static std::string without(std::string text, std::string_view id) {
    for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), "ID");
    const std::size_t as_of = text.find("\"as_of\":\"");
    if (as_of != std::string::npos) text.erase(as_of, 33);
    return text;
  }

  struct Asked {
    const RightsRow& row;
    const Principal& who;
  };

  static http::Response ask_about(const Asked& a, std::string_view id) {
    std::string target(a.row.pattern);
    if (target == "/v1/reports/daily") target += "?date=" + day_;  // of the sessions: it may have been yesterday
    if (const auto open = target.find('{'); open != std::string::npos) {
      target.replace(open, target.find('}') - open + 1, a.row.pattern == "/problems/{code}" ? "not_found" : id);
    }
    std::string body(a.row.body);
    if (const auto at = body.find("SUBJECT"); at != std::string::npos) body.replace(at, 7, id);
    const bool writes = a.row.status == 412;
    return ask(a.who, a.row.method, target, body, writes ? std::vector<http::Pair>{{"if-match", "\"none\""}} : std::vector<http::Pair>{});
  }

  static Verdict verdict(const Asked& a, const Case& c) {
    const bool known = std::string_view(c.tenant) == "default";
    return may(a.who, a.row.action, access::Target{c.subject, known ? c.department : ""});
  }

  static void check_gate(const Asked& a) {
    const auto response = ask_about(a, kNobody);
    const bool never = a.row.shape == Shape::gate && sight(a.who, a.row.action) == Sight::none;
    EXPECT_EQ(response.status, never ? 403 : a.row.status) << response.body;
  }

  static void check_list(const Asked& a) {
    const auto response = ask_about(a, kNobody);
    if (sight(a.who, a.row.action) == Sight::none) {
      EXPECT_EQ(response.status, 403) << response.body;
      return;
    }
    ASSERT_EQ(response.status, a.row.status) << response.body;
    std::set<std::string> seen, expected;
    std::size_t counted = 0;
    const auto answer = nlohmann::json::parse(response.body);
    for (const auto& item : answer["items"]) {
      if (a.row.shape == Shape::list) seen.insert(item["subject"]);
      if (a.row.shape == Shape::counts) counted += item["count"].get<std::size_t>();
    }
    for (const Case& c : kCases) {
      if (std::string_view(c.tenant) == "default" && verdict(a, c) == Verdict::yes) expected.insert(c.subject);
    }
    if (a.row.shape == Shape::list) {
      EXPECT_EQ(seen, expected);
    } else {
      EXPECT_EQ(counted, expected.size());
    }
  }

  // Out of sight is not there, whichever way one looks at it.
  static void check_named(const Asked& a, const Case& c) {
    const bool session = a.row.shape == Shape::session, place = a.row.shape == Shape::place;
    const std::string id = session ? fmt::format("{}-1", c.subject) : place ? fmt::format("at-{}", c.tenant) : c.subject;
    const std::string absent = session ? fmt::format("{}-1", kNobody) : place ? "at-none" : kNobody;
    const bool there = std::string_view(c.tenant) == "default";
    // A session that is nowhere is nobody's: who may at all, does not see it.
    Verdict verdict = Rights::verdict(a, c);
    if (session && !there && verdict != Verdict::never) verdict = Verdict::out_of_sight;
    const auto response = ask_about(a, id);
    const int expected = verdict == Verdict::never          ? 403
                         : verdict == Verdict::out_of_sight ? 404
                         : there                            ? a.row.status
                                                            : a.row.absent;
    EXPECT_EQ(response.status, expected) << response.body;
    if (verdict == Verdict::yes && there) return;
    const auto nothing = ask_about(a, absent);
    if (verdict == Verdict::yes && a.row.absent != 404) {
      EXPECT_EQ(without(response.body, id), without(nothing.body, absent));
    } else {
      EXPECT_EQ(response.body, nothing.body);
      EXPECT_EQ(response.headers, nothing.headers);
      EXPECT_EQ(response.content_type, nothing.content_type);
    }
  }

  static void check_write(const Asked& a, const Case& c) {
    const auto response = ask_about(a, c.subject);
    EXPECT_EQ(response.status, verdict(a, c) == Verdict::yes ? a.row.status : 403) << response.body;
  }

  static void check(const Asked& a, const Case& c) {
    switch (a.row.shape) {
      case Shape::open: case Shape::gate: return check_gate(a);
      case Shape::list: case Shape::counts: return check_list(a);
      case Shape::subject:
      case Shape::session:
      case Shape::place: return check_named(a, c);
      case Shape::write: return check_write(a, c);
    }
  }

  static inline Server* server_ = nullptr;
  static inline std::string day_;  // on which the sessions are
};

bool is_about_somebody(Shape shape) {
  return shape == Shape::subject || shape == Shape::session || shape == Shape::place || shape == Shape::write;
}

TEST_F(Rights, EveryRoleRouteAndCase) {
  for (const RightsRow& row : rights_rows()) {
    for (std::size_t i = 0; i < access::kRoleCount; ++i) {
      const Principal who = of_role(static_cast<access::Role>(i));
      for (const Case& c : kCases) {
        SCOPED_TRACE(fmt::format("{} {} as {} of {}", row.method, row.pattern, name_of(static_cast<access::Role>(i)), c.name));
        check({row, who}, c);
        if (!is_about_somebody(row.shape)) break;
      }
    }
  }
}

// What concerns the process as a whole is the operator's.
TEST_F(Rights, AnAdminOfAnotherTenantHasNothingToDoWithTheProcess) {
  for (const RightsRow& row : rights_rows()) {
    if (row.shape != Shape::gate) continue;
    const bool operators = row.action == Action::manage_store || row.action == Action::read_metrics;
    const int status = ask_about({row, principal({access::Role::admin}, "", "", "other")}, kNobody).status;
    EXPECT_EQ(status == 403, operators) << row.method << " " << row.pattern << ": " << status;
  }
}

TEST_F(Rights, EveryRouteIsKnown) {
  std::set<std::pair<std::string, std::string>> known;
  for (const RightsRow& row : rights_rows()) known.emplace(row.pattern, row.method);
  for (const auto& [pattern, method] : server_->router.routes()) {
    EXPECT_TRUE(known.contains({pattern, method}) || is_of_a_dialect(pattern)) << method << " " << pattern << ": which right does it ask?";
  }
}

TEST_F(Rights, OneAnswersAsSeveralRoles) {
  const Principal both = {Tenant{"default"}, {access::Role::user, access::Role::ingest}, SubjectId{"me"}, "north", "me", {}};
  EXPECT_EQ(ask(both, "GET", "/v1/sessions/me-1").status, 200);
  EXPECT_EQ(ask(both, "GET", "/v1/sessions/dep-1").status, 404);
  EXPECT_EQ(ask(both, "POST", "/v1/pings", R"({"subject":"dep","session_id":"none"})").status, 202);
}

}  // namespace
}  // namespace muster::deploy
