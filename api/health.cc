#include "api/health.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/http/problem.h"

namespace muster::api {
namespace {

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

http::Response plain(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = kPlain;
  response.body = std::move(body);
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

std::string failing(const std::vector<Check>& all) {
  std::string names;
  for (const Check& check : all) {
    if (check.ok) continue;
    names += fmt::format("{}{}: {}", names.empty() ? "" : "; ", check.name, check.detail);
  }
  return names;
}

std::string lines(const std::vector<Check>& all) {
  std::string text;
  for (const Check& check : all) text += fmt::format("[{}] {}: {}\n", check.ok ? '+' : '-', check.name, check.detail);
  return text;
}

http::Response readyz(const Readiness& now, const http::Request& request) {
  const std::vector<Check> all = checks(now);
  const bool ready = std::all_of(all.begin(), all.end(), [](const Check& c) { return c.ok; });
  if (request.query_value("verbose") != nullptr) return plain(ready ? 200 : 503, lines(all));
  if (ready) return plain(200, now.test_clock ? fmt::format("ready, test clock {}\n", format_rfc3339(*now.test_clock)) : "ready\n");
  return http::problem({"not_ready", ErrorClass::retry, "", failing(all)}, request.request_id);
}

std::string progress_of(const Rebuild& rebuild) {
  const std::uint64_t all = std::max<std::uint64_t>(1, rebuild.read + rebuild.left);
  return fmt::format("{} %, {} records left{}", 100 * rebuild.read / all, rebuild.left,
                     rebuild.beside ? ", beside the state that serves" : "");
}

}  // namespace

std::vector<Check> checks(const Readiness& now) {
  std::vector<Check> all{{"log", now.log_healthy, now.log_healthy ? "answers" : "does not answer"}};
  const bool followed = now.directory_known && now.directory_fault.empty();
  all.push_back({"directory", followed,
                 followed ? "known" : now.directory_fault.empty() ? "not read yet" : "can't be read: " + now.directory_fault});
  if (!now.door_alone) {
    const bool running = now.partitions > 0 && now.partitions_running == now.partitions;
    all.push_back({"store", now.store_writable, now.store_writable ? "writable" : "not writable"});
    all.push_back({"partitions", running, fmt::format("{} of {} running{}{}", now.partitions_running, now.partitions,
                                                         now.stopped_by.empty() ? "" : ", stopped by ", now.stopped_by)});
    if (now.rebuild) all.push_back({"rebuild", now.rebuild->beside, progress_of(*now.rebuild)});
    all.push_back({"lag", now.caught_up && now.lag <= kMostLag,
                   fmt::format("{:.3f} s{}", std::chrono::duration<double>(now.lag).count(),
                               now.caught_up ? "" : ", reading what the log held at the start")});
  }
  all.push_back({"clock", std::chrono::abs(now.clock_moved) <= kMostClockMoved,
                 fmt::format("moved {:.3f} s since the start", std::chrono::duration<double>(now.clock_moved).count())});
  if (now.test_clock) all.push_back({"test clock", true, format_rfc3339(*now.test_clock)});
  all.push_back({"serving", !now.draining && !now.starting,
                 now.draining ? "shutting down" : now.starting ? "starting" : "taking requests"});
  return all;
}

void add_health(http::Router& router, ReadinessSource source) {
  router.add("GET", "/livez", [](http::Request, http::Reply reply) { reply(plain(200, "ok\n")); });
  router.add("GET", "/readyz", [source = std::move(source)](http::Request request, http::Reply reply) {
    reply(readyz(source(), request));
  });
}

}  // namespace muster::api
