// POST /admin/snapshots and /admin/rebuild without a store behind them.
#include "api/admin.h"

#include <future>

#include <gtest/gtest.h>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

class AdminTest : public ::testing::Test {
 protected:
  std::shared_ptr<Answered> post(const std::string& body, const char* type = "application/json", const std::string& what = "snapshots") {
    http::Request request;
    request.method = "POST";
    request.target = request.path = "/admin/" + what;
    request.segments = {"admin", what};
    request.headers.add("content-type", type);
    request.body = body;
    auto answered = std::make_shared<Answered>();
    router_.handle(std::move(request), http::Reply(answered, {}));
    return answered;
  }
  void serve(MakeSnapshot make) {
    admin_.emplace(*credentials_, *audit_, wall_, AdminWork{std::move(make), [this] { return rebuild_; }});
    admin_->add_routes(router_);
  }

  const std::unique_ptr<access::Credentials> credentials_ = access::no_credentials();
  const std::unique_ptr<access::Audit> audit_ = access::no_audit();
  HandWall wall_;
  http::Router router_;
  Result<std::string> rebuild_{std::string("{}")};
  std::optional<Admin> admin_;
};

TEST_F(AdminTest, NamesAreGivenOrTheTime) {
  wall_.time = *parse_rfc3339("2026-11-21T12:00:00.250Z");
  serve([](const std::string& name) { return Result<std::string>("\"" + name + "\""); });
  EXPECT_EQ(post("{}")->wait().body, "\"20261121T120000.250Z\"");
  const auto named = post(R"({"name":"noon"})")->wait();
  EXPECT_EQ(named.status, 201);
  EXPECT_EQ(named.body, "\"noon\"");
  EXPECT_EQ(post(R"({"name":"../noon"})")->wait().status, 422);
  EXPECT_EQ(post(R"({"name":7})")->wait().status, 422);
  EXPECT_EQ(post(R"({"folder":"x"})")->wait().status, 422);
  EXPECT_EQ(post("[")->wait().status, 400);
  EXPECT_EQ(post("{}", "text/plain")->wait().status, 415);
  EXPECT_EQ(post("{}", "Application/JSON; charset=utf-8")->wait().status, 201);
  EXPECT_EQ(post("{}", "application/json; charset=latin1")->wait().status, 415);
}

TEST_F(AdminTest, OneAtATime) {
  std::promise<void> go;
  serve([&, waited = go.get_future().share()](const std::string&) {
    waited.wait();
    return Result<std::string>(std::string("{}"));
  });
  const auto first = post("{}");
  EXPECT_EQ(post("{}")->wait().status, 503);
  go.set_value();
  EXPECT_EQ(first->wait().status, 201);
}

TEST_F(AdminTest, WhereTheFoldersAreIsNotToldInProblems) {
  serve([](const std::string&) { return Result<std::string>(Error{"already_exists", ErrorClass::conflict, "/var/muster/one", "another name"}); });
  const auto answer = post("{}")->wait();
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body.find("/var"), std::string::npos) << answer.body;
}

TEST_F(AdminTest, ARebuildBeginsOrIsRefused) {
  serve([](const std::string&) { return Result<std::string>(std::string("{}")); });
  EXPECT_EQ(post("{}", "application/json", "rebuild")->wait().status, 202);
  EXPECT_EQ(post(R"({"name":"x"})", "application/json", "rebuild")->wait().status, 422);
  EXPECT_EQ(post("{}", "text/plain", "rebuild")->wait().status, 415);
  rebuild_ = Error{"over_budget", ErrorClass::retry, "", "one is under way"};
  EXPECT_EQ(post("{}", "application/json", "rebuild")->wait().status, 503);
}

}  // namespace
}  // namespace muster::api
