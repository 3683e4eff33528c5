#include <gtest/gtest.h>

#include <algorithm>

#include "tests/api/api_world.h"

namespace muster::api {
namespace {

Readiness healthy() {
  Readiness now;
  now.log_healthy = now.directory_known = now.store_writable = true;
  now.partitions = now.partitions_running = 4;
  now.lag = Duration{200};
  now.clock_moved = Duration{-5};
  return now;
}

http::RequestDone done(std::string_view route, int status, double seconds, std::size_t bytes_out) {
  http::RequestDone request;
  request.route = route;
  request.status = status;
  request.seconds = seconds;
  request.bytes_out = bytes_out;
  return request;
}

std::string failing(const Readiness& now) {
  std::string names;
  for (const Check& check : checks(now)) {
    if (!check.ok) names += check.name + " ";
  }
  return names;
}

TEST(Health, ReadyOnlyWhileEverythingIs) {
  EXPECT_EQ(failing(healthy()), "");
  Readiness now = healthy();
  now.log_healthy = false;
  EXPECT_EQ(failing(now), "log ");
  now = healthy();
  now.directory_known = false;
  EXPECT_EQ(failing(now), "directory ");
  now = healthy();
  now.directory_fault = "log_unavailable";
  EXPECT_EQ(failing(now), "directory ");
  now = healthy();
  now.store_writable = false;
  EXPECT_EQ(failing(now), "store ");
  now = healthy();
  now.partitions_running = 3;
  EXPECT_EQ(failing(now), "partitions ");
  now = healthy();
  now.lag = kMostLag + Duration{1};
  EXPECT_EQ(failing(now), "lag ");
  now = healthy();
  now.clock_moved = -kMostClockMoved - Duration{1};
  EXPECT_EQ(failing(now), "clock ");
  now = healthy();
  now.draining = true;
  EXPECT_EQ(failing(now), "serving ");
  now = healthy();
  now.starting = true;
  EXPECT_EQ(failing(now), "serving ");
  EXPECT_EQ(failing(Readiness{}), "log directory store partitions ");
}

TEST(Health, ARebuildTellsHowFarItIs) {
  Readiness now = healthy();
  now.rebuild = Rebuild{300, 100};
  now.partitions_running = 0;
  EXPECT_EQ(failing(now), "partitions rebuild ");
  const auto all = checks(now);
  const auto rebuild = std::find_if(all.begin(), all.end(), [](const Check& check) { return check.name == "rebuild"; });
  ASSERT_NE(rebuild, all.end());
  EXPECT_EQ(rebuild->detail, "75 %, 100 records left");
  now.rebuild->beside = true;
  EXPECT_EQ(failing(now), "partitions ") << "who asks is answered meanwhile";
}

TEST(Health, ADoorAloneWaitsForNoProjection) {
  Readiness now;
  now.log_healthy = now.directory_known = now.door_alone = true;
  EXPECT_EQ(failing(now), "");
}

TEST(Health, ProbesAnswer) {
  ApiWorld world("12:00");
  Readiness now = healthy();
  add_health(world.router, [&now] { return now; });
  EXPECT_EQ(world.get("/livez").body, "ok\n");
  EXPECT_EQ(world.get("/readyz").status, 200);
  now.log_healthy = false;
  EXPECT_EQ(world.code("/readyz"), "503 not_ready");
  const auto verbose = world.get("/readyz?verbose");
  EXPECT_EQ(verbose.status, 503);
  EXPECT_NE(verbose.body.find("[-] log: does not answer\n"), std::string::npos);
  EXPECT_NE(verbose.body.find("[+] partitions: 4 of 4 running\n"), std::string::npos);
  EXPECT_EQ(world.get("/livez").status, 200);
}

TEST(Metrics, CountsByRouteAndShowsTheFigures) {
  ApiWorld world("12:00");
  Metrics metrics([] {
    return std::vector<Figure>{{"muster_lag_records", "Records to read.", FigureType::gauge, 3, {{"partition", "0"}}},
                               {"muster_lag_records", "Records to read.", FigureType::gauge, 4, {{"partition", "1"}}},
                               {"muster_folded_events_total", "Events folded.", FigureType::counter, 17, {}}};
  });
  const auto credentials = access::no_credentials();
  metrics.add_route(world.router, *credentials);
  metrics.count(done("/v1/sessions/{id}", 200, 0.0004, 900));
  metrics.count(done("/v1/sessions/{id}", 404, 0.2, 90));
  metrics.count(done("", 400, 0, 90));
  const auto response = world.get("/metrics");
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line : {"muster_build_info{version=\"", "muster_lag_records{partition=\"1\"} 4\n",
                           "# TYPE muster_folded_events_total counter\nmuster_folded_events_total 17\n",
                           "muster_http_requests_total{route=\"/v1/sessions/{id}\",status=\"2xx\"} 1\n",
                           "muster_http_requests_total{route=\"/v1/sessions/{id}\",status=\"4xx\"} 1\n",
                           "muster_http_requests_total{route=\"refused\",status=\"4xx\"} 1\n",
                           "muster_http_request_seconds_bucket{route=\"/v1/sessions/{id}\",le=\"0.0005\"} 1\n",
                           "muster_http_request_seconds_count{route=\"/v1/sessions/{id}\"} 2\n",
                           "muster_http_bytes_out_total{route=\"/v1/sessions/{id}\"} 990\n"}) {
    EXPECT_NE(response.body.find(line), std::string::npos) << line << response.body;
  }
}

}  // namespace
}  // namespace muster::api
