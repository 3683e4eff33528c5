// The read side of muster over HTTP: adds its routes to a router, and lends its background threads to
// `Prefer: wait`. Made once, by main, before the server starts. The order of the end: server, tasks
// and everything that completes a wait of Progress, then end(), then what it answers for (the door, whoever writes
// by it) and the log, then this.
#pragma once

#include <memory>

#include "api/health.h"
#include "api/http/router.h"
#include "api/metrics.h"
#include "api/services.h"
#include "ingest/door.h"

namespace muster::api {

class Api {
 public:
  explicit Api(Services services);
  ~Api();

  // After the server and the tasks, before the log closes: what its threads still have to answer is answered, and
  // they end. Whoever completes a wait from then on answers himself, that he has not looked.
  void end();

  // All reads of /v1, /problems/{code}. Before the server starts.
  void add_reads(http::Router& router) const;

  // The daily report of a tenant as a file, for whoever writes it down: as an admin who signs as `actor`
  // would be answered. `format`: csv or xlsx. Any thread. errors: as the call's
  Result<std::string> daily_report(const Tenant& tenant, const std::string& date, const std::string& zone,
                                   const std::string& format, const std::string& actor) const;

  // How the door learns what became of events. Any thread; valid as long as this.
  ingest::Projected projected() const;
  // How the door's routes learn which session a path names. Likewise.
  ingest::Locate corrected_session() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
