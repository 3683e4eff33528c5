// What `muster sessions` asks a running server. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "deploy/muster/http_client.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

// A session as the server tells of it, and the record of who it is of ({} where there is none).
struct SessionOf {
  nlohmann::ordered_json session;
  nlohmann::ordered_json person;
};

struct SessionList {
  Timestamp as_of{};
  std::vector<SessionOf> sessions;
};

class SessionCalls {
 public:
  explicit SessionCalls(const ServerFlags& flags) : url_(flags.url), server_(flags) {}

  // Errors of all: io_error (refused): nobody answers; that of the answer (refused).

  // All pages of GET /v1/sessions, newest first. `filters`: "kind=worklog&status=active".
  Result<SessionList> list(const std::string& filters);
  // POST /v1/sessions/close: what would close, with the token that closes it.
  Result<nlohmann::ordered_json> preview(const nlohmann::ordered_json& filters);
  Result<nlohmann::ordered_json> close(const std::string& token, const std::string& why);
  // GET /v1/subjects?role=… or email=…, all pages.
  Result<std::vector<nlohmann::ordered_json>> people(std::string_view filter, const std::string& value);
  // Of one; {} where there is none.
  Result<nlohmann::ordered_json> person(const std::string& subject);

 private:
  Result<nlohmann::ordered_json> ask(std::string_view method, const std::string& path, const std::string& body);

  const std::string url_;
  HttpClient server_;
  std::map<std::string, nlohmann::ordered_json> people_;
};

}  // namespace muster::deploy
