// POST /v1/sessions/close: an admin, or a supervisor of its department, closes many sessions at once, having
// been shown them or not. Closures go through the door, one check-out a session. Made once, by main; the
// order of the end: server, all that completes a wait of Progress, end(), the log, then this.
#pragma once

#include <memory>

#include "api/http/router.h"
#include "api/services.h"
#include "ingest/door.h"

namespace muster::api {

inline constexpr std::size_t kClosedAtMost = 10'000;  // of one call; beyond, the answer says `more`

class Closing {
 public:
  // What `services` refers to and the door must outlive this.
  Closing(Services services, ingest::Door& door);
  ~Closing();

  // What is queued is done, and nothing is begun any more: what the log still acknowledges is answered.
  void end();

  void add_routes(http::Router& router);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
