// The calls on a router: heads of requests, statuses, headers.
#include "ingest/routes.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "processors/directory_follower.h"
#include "tests/ingest/door_fixture.h"

namespace muster::ingest {
namespace {

struct Caught : http::ReplySink {
  std::optional<http::Completion> completion;
  void deliver(http::Completion c) noexcept override { completion = std::move(c); }
};

struct Site : DoorFixture {
  Site() {
    add_write_routes(router, door, *credentials);
    add_directory_routes(router, desk, *credentials);
  }

  http::Response call(const char* method, const std::string& path, const std::string& body = "",
                      std::vector<http::Pair> headers = {{"content-type", "application/json"}}) {
    http::Request request;
    request.method = method;
    request.path = path.substr(0, path.find('?'));
    request.target = path;
    if (path.find('?') != std::string::npos) request.query.emplace_back(path.substr(path.find('?') + 1), "1");
    std::size_t from = 1;
    while (from <= request.path.size()) {
      const std::size_t end = std::min(request.path.find('/', from), request.path.size());
      request.segments.push_back(request.path.substr(from, end - from));
      from = end + 1;
    }
    request.body = body;
    request.request_id = "r-1";
    for (auto& [name, value] : headers) request.headers.add(name, value);
    auto sink = std::make_shared<Caught>();
    router.handle(std::move(request), http::Reply(sink, {}));
    follower.work();
    if (!sink->completion) return {};
    return sink->completion->response;
  }
  static std::string header(const http::Response& r, std::string_view name) {
    for (const auto& [key, value] : r.headers) {
      if (key == name) return value;
    }
    return {};
  }

  std::unique_ptr<access::Credentials> credentials = access::no_credentials();
  processors::Directory followed;
  processors::Progress progress{4};
  processors::DirectoryFollower follower{*log, followed, progress};
  DirectoryDesk desk{{*log, followed, progress, *audit, wall, monotonic}};
  http::Router router;
};

TEST(Routes, WritesAnswer) {
  Site s;
  const http::Response r = s.call("POST", "/v1/check-ins", R"({"subject":"a","kind":"pc"})");
  EXPECT_EQ(r.status, 202) << r.body;
  EXPECT_FALSE(Site::header(r, "Muster-Position").empty());
  EXPECT_EQ(s.call("POST", "/v1/pings", "{").status, 400);
  EXPECT_EQ(s.call("GET", "/v1/pings").status, 405);
}

TEST(Routes, HeadsThatCantBeRead) {
  Site s;
  const std::string out = R"({"subject":"a","all":true})";
  const http::Pair json{"content-type", "application/json"};
  EXPECT_EQ(s.call("POST", "/v1/check-outs?dry_run", out).status, 400);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {json, {"idempotency-key", ""}}).status, 400);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {json, {"idempotency-key", "a"}, {"idempotency-key", "b"}}).status, 400);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {json, {"prefer", "wait=soon"}}).status, 400);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {json, {"content-encoding", "gzip"}}).status, 415);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {}).status, 415);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {{"content-type", "application/json; charset=latin1"}}).status, 415);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {{"content-type", "Application/JSON ; Charset=\"UTF-8\""}}).status, 202);
  EXPECT_EQ(s.call("POST", "/v1/check-outs", out, {json, {"prefer", "return=minimal, wait=99"}}).status, 202);
}

TEST(Routes, BinaryEvents) {
  Site s;
  const http::Response r = s.call("POST", "/v1/events", R"({"all":true})",
                                  {{"content-type", "application/json"}, {"ce-specversion", "1.0"}, {"ce-id", "1"},
                                   {"ce-source", "/s"}, {"ce-type", "muster.checkout.v1"}, {"ce-subject", "a"}});
  EXPECT_EQ(r.status, 202) << r.body;
}

TEST(Routes, TracesAreKept) {
  Site s;
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  s.call("POST", "/v1/check-outs", R"({"subject":"a","all":true})", {{"content-type", "application/json"}, {"traceparent", trace}});
  EXPECT_EQ(s.events(Topic::checkouts).at(0).env.traceparent, trace);
}

TEST(Routes, PlacesReadTheirWrites) {
  Site s;
  const std::string place = R"({"name":"Site","lat":1,"lon":2,"radius_m":3})";
  const http::Response made = s.call("PUT", "/v1/places/p1", place);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.body, R"({"place_id":"p1","lat":1,"lon":2,"name":"Site","radius_m":3})");
  const std::string etag = Site::header(made, "ETag");
  EXPECT_EQ(s.call("PUT", "/v1/places/p1", place).status, 200);
  const http::Response got = s.call("GET", "/v1/places/p1", "", {{"muster-position", Site::header(made, "Muster-Position")}});
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, made.body);
  EXPECT_EQ(s.call("GET", "/v1/places/p1", "", {{"if-none-match", etag}}).status, 304);
  EXPECT_EQ(s.call("GET", "/v1/places/p1", "", {{"muster-position", "nonsense"}}).status, 400);
  EXPECT_EQ(s.call("PUT", "/v1/places/p1", place, {{"content-type", "application/json"}, {"if-match", "\"0\""}}).status, 412);
  EXPECT_EQ(s.call("DELETE", "/v1/places/p1").status, 204);
  EXPECT_EQ(s.call("GET", "/v1/places/p1").status, 404);
  EXPECT_EQ(s.call("PUT", "/v1/places/p1", place, {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(s.call("PUT", "/v1/places/p1", place, {{"content-type", "application/jsonp"}}).status, 415);
}

TEST(Routes, Subjects) {
  Site s;
  EXPECT_EQ(s.call("GET", "/v1/subjects/a").status, 404);
  EXPECT_EQ(s.call("PUT", "/v1/subjects/a", R"({"tz":"Asia/Kathmandu"})").status, 201);
  EXPECT_EQ(s.call("GET", "/v1/subjects/a").body, R"({"subject":"a","tz":"Asia/Kathmandu"})");
  const std::string composed = "/v1/subjects/m\xC3\xBCller", apart = "/v1/subjects/mu\xCC\x88ller";
  EXPECT_EQ(s.call("PUT", apart, "{\"subject\":\"mu\xCC\x88ller\",\"tz\":\"UTC\"}").status, 201);
  EXPECT_EQ(s.call("GET", composed).body, s.call("GET", apart).body);
  EXPECT_EQ(s.call("PUT", composed, "{}").status, 200);
  EXPECT_EQ(s.call("DELETE", apart).status, 204);
  EXPECT_EQ(s.call("GET", composed).status, 404);
  EXPECT_EQ(s.call("DELETE", "/v1/subjects/a?erase").status, 501) << "erasure is to come";
}

TEST(Routes, ManyRecordsOfTheDirectory) {
  Site site;
  const auto many = site.call("POST", "/v1/devices", R"([{"device_id":"a","name":"Gate","type":"terminal"},{"device_id":"b","nmae":"x"}])");
  EXPECT_EQ(many.status, 200);
  EXPECT_FALSE(Site::header(many, "Muster-Position").empty());
  const auto items = nlohmann::json::parse(many.body)["items"];
  EXPECT_EQ(items[0]["status"], 201);
  EXPECT_EQ(items[0]["device_id"], "a");
  EXPECT_TRUE(items[0]["log_position"].get<std::string>().starts_with("muster.directory.v1:"));
  EXPECT_EQ(items[1]["status"], 422);
  EXPECT_EQ(items[1]["problem"]["errors"][0]["pointer"], "/1/nmae");
  const auto read = site.call("GET", "/v1/devices/a");
  EXPECT_EQ(read.body, R"({"device_id":"a","name":"Gate","type":"terminal"})");
  EXPECT_EQ(Site::header(read, "ETag"), items[0]["etag"]);

  const auto one = site.call("POST", "/v1/subjects", R"({"subject":"u-1"})");
  EXPECT_EQ(one.status, 201);
  EXPECT_EQ(nlohmann::json::parse(one.body)["subject"], "u-1");
  EXPECT_EQ(site.call("POST", "/v1/subjects", R"({"subject":"u-1"})").status, 200);
  const auto refused = site.call("POST", "/v1/subjects", R"({"subject":"u-1","tz":"Mars"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.content_type, "application/problem+json");
  EXPECT_EQ(site.call("POST", "/v1/subjects", R"([{"subject":7},{}])").status, 422);
  EXPECT_EQ(site.call("POST", "/v1/subjects", "[]", {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(site.call("POST", "/v1/subjects?x", "[]").status, 400);
  EXPECT_EQ(site.call("DELETE", "/v1/devices/a").status, 204);
  EXPECT_EQ(site.call("GET", "/v1/devices/a").status, 404);
}

}  // namespace
}  // namespace muster::ingest
