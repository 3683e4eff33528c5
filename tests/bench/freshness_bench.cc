// How soon a read shows what was answered 202, one check-in after the other: beside nothing, and beside
// half of what the server takes in and folds at most. On the embedded log.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/bench/http_load.h"
#include "tests/bench/measure.h"
#include "tests/bench/served.h"

namespace muster::bench {
namespace {

constexpr std::size_t kItems = 100;      // of a request of the load
constexpr std::size_t kAtOnce = 8;       // requests
constexpr std::size_t kSubjects = 5000;  // of the load
constexpr std::size_t kMarks = 16;       // check-ins that end the load, so that every partition has one
constexpr double kSeenWithin = 60;       // seconds

struct Options {
  std::size_t fresh = 200;
  std::size_t batches = 3'000;
  int repeats = 5;
  std::string folder;
  std::string out;
};

std::string check_in(const std::string& id) {
  return post_request("/v1/check-ins", "application/json",
                      fmt::format(R"({{"subject":"{0}","session_id":"{0}","kind":"worklog"}})", id));
}

// One item of each subject, over all requests.
std::vector<std::string> load_requests(const char* path, const char* more) {
  std::vector<std::string> requests;
  for (std::size_t first = 0; first < kSubjects; first += kItems) {
    std::string body = "[";
    for (std::size_t i = first; i < first + kItems; ++i) {
      body += fmt::format(R"({{"subject":"u-{0}","session_id":"s-{0}"{1}}}{2})", i, more, i + 1 < first + kItems ? "," : "]");
    }
    requests.push_back(post_request(path, "application/json", body));
  }
  return requests;
}

class FreshnessBench {
 public:
  explicit FreshnessBench(const Options& options) : options_(options), report_(options.out), folder_(options.folder) {}

  void run() {
    for (int turn = 0; turn < options_.repeats; ++turn) {
      const Served server({.data = folder_.path() / fmt::format("{}", turn), .role = deploy::Role::full, .brokers = {}, .topic_prefix = {}, .wall = nullptr});
      idle_.add(p99(server, "idle"));
      const double most = capacity(server);
      most_.add(most);
      busy(server, most / 2);
    }
    report_.add("freshness_idle.p99", "ms", idle_);
    report_.add("freshness_half_load.p99", "ms", half_);
    report_.add("freshness_half_load.load", "events/s", load_);
    report_.add("freshness_half_load.most", "events/s", most_);
  }

 private:
  static void take(HttpLoad& load, const std::string& id) {
    const Answer taken = load.ask(check_in(id));
    if (taken.status != 202) throw std::runtime_error("not taken: " + taken.body);
  }

  static void see(HttpLoad& load, const std::string& id) {
    const double begin = seconds_now();
    while (load.ask(get_request("/v1/sessions/" + id)).status != 200) {
      if (seconds_now() - begin > kSeenWithin) throw std::runtime_error("a session does not become visible");
    }
  }

  double p99(const Served& server, const std::string& name) const {
    HttpLoad load(server.port(), 1);
    std::vector<double> times;
    for (std::size_t i = 0; i < options_.fresh; ++i) {
      const std::string id = fmt::format("{}-{}", name, i);
      take(load, id);
      const double begin = seconds_now();
      see(load, id);
      times.push_back(seconds_now() - begin);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() * 99 / 100] * 1e3;
  }

  // Events a second, from the first request until all that it took is in the answers.
  double capacity(const Served& server) const {
    HttpLoad load(server.port(), kAtOnce);
    const auto opening = load_requests("/v1/check-ins", R"(,"kind":"worklog")");
    if (load.run(opening, opening.size()).failed > 0) throw std::runtime_error("a check-in was refused");
    const double begin = seconds_now();
    if (load.run(pings_, options_.batches).failed > 0) throw std::runtime_error("a ping was refused");
    for (std::size_t i = 0; i < kMarks; ++i) take(load, fmt::format("mark-{}", i));
    for (std::size_t i = 0; i < kMarks; ++i) see(load, fmt::format("mark-{}", i));
    return static_cast<double>(options_.batches * kItems) / (seconds_now() - begin);
  }

  // Some requests at a time, each time at its moment or, when late, at once.
  void busy(const Served& server, double rate) {
    std::size_t sent = 0;
    const auto begin = std::chrono::steady_clock::now();
    std::jthread loader([&](const std::stop_token& stop) {
      HttpLoad load(server.port(), kAtOnce);
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any due;
      for (; !stop.stop_requested(); sent += kAtOnce) {
        const std::chrono::duration<double> after(static_cast<double>(sent * kItems) / rate);
        due.wait_until(lock, stop, begin + std::chrono::duration_cast<std::chrono::nanoseconds>(after), [] { return false; });
        load.run(pings_, kAtOnce);
      }
    });
    half_.add(p99(server, "busy"));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    loader.request_stop();
    loader.join();
    load_.add(static_cast<double>(sent * kItems) / taken.count());
  }

  const Options options_;
  const Report report_;
  const ScratchFolder folder_;
  const std::vector<std::string> pings_ = load_requests("/v1/pings", "");
  Repeats idle_, half_, load_, most_;
};

}  // namespace
}  // namespace muster::bench

int main(int argc, char** argv) {
  muster::bench::Options options;
  CLI::App app{"From a 202 to its session in a read, idle and at half load"};
  app.add_option("--fresh", options.fresh, "check-ins of a turn");
  app.add_option("--batches", options.batches, "requests that tell what the server takes at most");
  app.add_option("--repeats", options.repeats);
  app.add_option("--folder", options.folder, "for scratch files");
  app.add_option("--out", options.out, "append figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    muster::bench::FreshnessBench(options).run();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_freshness: {}\n", failure.what());
    return 1;
  }
}
