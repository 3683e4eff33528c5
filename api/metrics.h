// /metrics, in the text format of Prometheus. Requests are counted here; all other figures are handed
// in by whoever runs the process. No ids in labels.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/access/credentials.h"
#include "api/http/router.h"
#include "api/http/server.h"

namespace muster::api {

enum class FigureType { counter, gauge };

// One sample. Samples of one name stand together and have one type and help.
struct Figure {
  std::string name;  // muster_folded_events_total
  std::string help;
  FigureType type = FigureType::gauge;
  double value = 0;
  std::vector<std::pair<std::string, std::string>> labels;
};
using Figures = std::function<std::vector<Figure>()>;  // any thread, must not block

class Metrics {
 public:
  explicit Metrics(Figures figures);
  ~Metrics();

  // For ServerOptions::on_request_done. Any thread.
  void count(const http::RequestDone& done);

  // Any thread.
  std::string text() const;

  // GET /metrics, for who may read_metrics. `credentials` must outlive the router, as must this.
  void add_route(http::Router& router, const access::Credentials& credentials) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
