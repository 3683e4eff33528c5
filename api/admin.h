// What the operator, an admin of its tenant, asks of the process itself: POST /admin/snapshots {"name"?},
// POST /admin/rebuild {}. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/access/audit.h"
#include "api/access/credentials.h"
#include "api/http/router.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api {

// Makes a copy of the store under that name and says in JSON what it holds. May take minutes.
using MakeSnapshot = std::function<Result<std::string>(const std::string& name)>;
// Begins to make the store anew beside the one that answers, and says in JSON what there is to say.
using BeginRebuild = std::function<Result<std::string>()>;

struct AdminWork {
  MakeSnapshot snapshot;
  BeginRebuild rebuild;
};

class Admin {
 public:
  // References outlive this. `work` is called on a thread of this, one call at a time; what became of it goes on record.
  Admin(const access::Credentials& credentials, access::Audit& audit, const WallClock& wall, AdminWork work);
  ~Admin();  // after the server has ended; waits for a snapshot under way

  // 201 with what the snapshot holds; 409 where there is one of the name; 503 while one is made. 202 once a
  // rebuild has begun; 503 while one is under way.
  void add_routes(http::Router& router);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
