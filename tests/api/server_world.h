// Log, store, task, directory, door and api of one server in memory, asked as a client would, without
// sockets and as whomever the test says. The test's thread does the work of the task.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/api.h"
#include "api/changes.h"
#include "api/closing.h"
#include "ingest/log/memory_log.h"
#include "ingest/routes.h"
#include "processors/directory_follower.h"
#include "processors/emitter.h"
#include "processors/task.h"
#include "projections/memory_store.h"
#include "tests/api/api_world.h"

namespace muster::api {

class ServerWorld {
 public:
  ServerWorld();
  ~ServerWorld();

  void be(access::RoleSet roles, std::string_view subject, std::string_view department = "", std::string_view tenant = "default");
  std::shared_ptr<Answered> ask(std::string_view method, std::string_view target, std::string_view body = {},
                                std::vector<http::Pair> headers = {});
  // Works until the answer is there.
  http::Response call(std::string_view method, std::string_view target, std::string_view body = {},
                      std::vector<http::Pair> headers = {});
  nlohmann::json json(std::string_view method, std::string_view target, std::string_view body = {});  // of a 2xx
  // "422 no_filter" of a problem.
  std::string code(std::string_view method, std::string_view target, std::string_view body = {});

  // As an admin of the tenant, whoever the test is.
  void put_subject(std::string_view subject, std::string_view record, std::string_view tenant = "default");
  // An event as it stands, past the door.
  void post(stories::Told told);
  std::size_t work();  // one round of all there is
  void settle();       // until there is nothing to do
  void pass(std::chrono::milliseconds span);

  HandWall wall;
  HandMonotonic monotonic;
  GivenCredentials credentials;
  KeptAudit audit;
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log({.partitions = 1});
  projections::MemoryStore store;
  projections::StoreInUse in_use{{std::shared_ptr<void>(), &store}};
  processors::Directory directory;
  processors::Progress progress{1};
  const ingest::Policies policies = ingest::Policies::built_in();
  http::Router router;
  http::Router beside;  // of another process on the same log, as far as closings go
  http::Router* asked = &router;
  std::optional<Changes> feed;

 private:
  Services services();

  processors::DirectoryFollower follower_{*log, directory, progress};
  std::optional<processors::Task> task_;
  std::optional<processors::Emitter> emitter_;
  std::optional<Api> api_;
  std::optional<ingest::Door> door_;
  std::optional<ingest::DirectoryDesk> desk_;
  std::optional<Closing> closing_, closing_beside_;
  int told_ = 0;
};

}  // namespace muster::api
