#include "api/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "api/access/may.h"
#include "api/http/problem.h"

namespace muster::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::array<double, 12> kBounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                         0.01,   0.025,   0.1,    0.5,   2.5,    10};

struct Latencies {
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets{};
  std::atomic<std::uint64_t> nanoseconds{0};
  std::atomic<std::uint64_t> bytes_in{0}, bytes_out{0};
};

struct Requests {
  std::array<std::atomic<std::uint64_t>, 6> by_class{};  // index: status / 100
  Latencies latencies;
};

std::size_t bucket_of(double seconds) {
  return static_cast<std::size_t>(std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin());
}

ClientMetric labelled(std::vector<std::pair<std::string, std::string>> labels) {
  ClientMetric metric;
  for (auto& [name, value] : labels) metric.label.push_back({std::move(name), std::move(value)});
  return metric;
}

MetricFamily family(std::string name, std::string help, MetricType type) {
  MetricFamily result;
  result.name = std::move(name);
  result.help = std::move(help);
  result.type = type;
  return result;
}

ClientMetric histogram(const std::string& route, const Latencies& from) {
  ClientMetric metric = labelled({{"route", route}});
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < from.buckets.size(); ++i) {
    count += from.buckets[i].load(std::memory_order_relaxed);
    const double bound = i < kBounds.size() ? kBounds[i] : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({count, bound});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = static_cast<double>(from.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
  return metric;
}

ClientMetric counter(std::vector<std::pair<std::string, std::string>> labels, std::uint64_t value) {
  ClientMetric metric = labelled(std::move(labels));
  metric.counter.value = static_cast<double>(value);
  return metric;
}

void append_figures(std::vector<MetricFamily>& out, const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) {
    const bool is_counter = figure.type == FigureType::counter;
    if (out.empty() || out.back().name != figure.name) {
      out.push_back(family(figure.name, figure.help, is_counter ? MetricType::Counter : MetricType::Gauge));
    }
    ClientMetric metric = labelled(figure.labels);
    (is_counter ? metric.counter.value : metric.gauge.value) = figure.value;
    out.back().metric.push_back(std::move(metric));
  }
}

}  // namespace

struct Metrics::Impl {
  Figures figures;
  mutable std::shared_mutex mutex;  // guards the map, not what it holds
  std::map<std::string, std::unique_ptr<Requests>, std::less<>> by_route;

  Requests& of(std::string_view route) {
    {
      const std::shared_lock lock(mutex);
      if (const auto it = by_route.find(route); it != by_route.end()) return *it->second;
    }
    const std::unique_lock lock(mutex);
    auto& slot = by_route[std::string(route)];
    if (!slot) slot = std::make_unique<Requests>();
    return *slot;
  }

  void append_requests(std::vector<MetricFamily>& out) const {
    MetricFamily requests = family("muster_http_requests_total", "Requests answered, by route and class of status.", MetricType::Counter);
    MetricFamily seconds = family("muster_http_request_seconds", "From the end of the head to the answer.", MetricType::Histogram);
    MetricFamily in = family("muster_http_bytes_in_total", "Bytes of requests.", MetricType::Counter);
    MetricFamily sent = family("muster_http_bytes_out_total", "Bytes of answers.", MetricType::Counter);
    const std::shared_lock lock(mutex);
    for (const auto& [route, of_route] : by_route) {
      for (std::size_t i = 0; i < of_route->by_class.size(); ++i) {
        const std::uint64_t count = of_route->by_class[i].load(std::memory_order_relaxed);
        if (count > 0) requests.metric.push_back(counter({{"route", route}, {"status", std::to_string(i) + "xx"}}, count));
      }
      seconds.metric.push_back(histogram(route, of_route->latencies));
      in.metric.push_back(counter({{"route", route}}, of_route->latencies.bytes_in.load(std::memory_order_relaxed)));
      sent.metric.push_back(counter({{"route", route}}, of_route->latencies.bytes_out.load(std::memory_order_relaxed)));
    }
    for (MetricFamily* each : {&requests, &seconds, &in, &sent}) out.push_back(std::move(*each));
  }
};

Metrics::Metrics(Figures figures) : impl_(std::make_unique<Impl>()) { impl_->figures = std::move(figures); }
Metrics::~Metrics() = default;

void Metrics::count(const http::RequestDone& done) {
  Requests& requests = impl_->of(done.route.empty() ? std::string_view{"refused"} : done.route);
  const auto status_class = static_cast<std::size_t>(done.status) / 100;
  requests.by_class[status_class < requests.by_class.size() ? status_class : 0].fetch_add(1, std::memory_order_relaxed);
  Latencies& latencies = requests.latencies;
  latencies.buckets[bucket_of(done.seconds)].fetch_add(1, std::memory_order_relaxed);
  latencies.nanoseconds.fetch_add(static_cast<std::uint64_t>(done.seconds * 1e9), std::memory_order_relaxed);
  latencies.bytes_in.fetch_add(done.bytes_in, std::memory_order_relaxed);
  latencies.bytes_out.fetch_add(done.bytes_out, std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::vector<MetricFamily> families;
  append_figures(families, {{"muster_build_info", "The version that runs.", FigureType::gauge, 1, {{"version", MUSTER_VERSION}}}});
  impl_->append_requests(families);
  if (impl_->figures) append_figures(families, impl_->figures());
  return prometheus::TextSerializer().Serialize(families);
}

void Metrics::add_route(http::Router& router, const access::Credentials& credentials) const {
  router.add("GET", "/metrics", [this, &credentials](http::Request request, http::Reply reply) {
    const auto who = credentials.identify(request);
    if (!who.ok()) return reply(http::problem(who.error(), request.request_id));
    if (access::may(*who, access::Action::read_metrics) != access::Verdict::yes) {
      return reply(http::problem({"forbidden", ErrorClass::refused, "", ""}, request.request_id));
    }
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = text();
    reply(std::move(response));
  });
}

}  // namespace muster::api
