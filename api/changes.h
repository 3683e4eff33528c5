// GET /v1/changes: what is announced about sessions, as server-sent events in bursts. A burst is one answer:
// what there is since Last-Event-ID, at most 1 MiB; where there is nothing, whatever comes within ten seconds.
// Made once, by main; the order of the end: server, then this.
#pragma once

#include <cstddef>
#include <memory>

#include "api/http/router.h"
#include "api/services.h"

namespace muster::api {

class Changes {
 public:
  explicit Changes(Services services);
  ~Changes();

  void add_routes(http::Router& router);

  // Answers those who wait and for whom there is something, or whose time is over. To be called a few times a
  // second, by one thread.
  void look();
  // Answers whoever waits; from now on nobody does. Before the server drains; any thread.
  void end_waits();
  // How many wait. Any thread.
  std::size_t waiting() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
