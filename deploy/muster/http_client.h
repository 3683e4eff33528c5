// Calls a running server: for commands. One thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"
#include "schemas/time.h"

namespace CLI {
class App;
}

namespace muster::deploy {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// Where the server is, and who calls: of every command that asks one.
struct ServerFlags {
  std::string url = "http://127.0.0.1:8080";
  std::string token;  // Bearer
  std::string key;    // X-API-Key
  bool by_key = false;  // of the two, the one that was named beside the environment's
};
// --url, --token, --key; else MUSTER_URL, MUSTER_TOKEN, MUSTER_KEY, and for the two that are secret a file
// named by MUSTER_TOKEN_FILE, MUSTER_KEY_FILE. Where there are both a call is the token's, unless --key alone is
// given. `flags` outlives the parsing.
void add_server_flags(CLI::App& command, ServerFlags& flags);
void add_credential_flags(CLI::App& command, ServerFlags& flags);  // all but --url

class HttpClient {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{256} << 20;  // of an answer

  // An answer is waited for that long.
  explicit HttpClient(const ServerFlags& server, std::chrono::seconds at_most = std::chrono::seconds{60}, std::size_t most_bytes = kMostBytes);
  ~HttpClient();

  // `headers`: whole lines, "Content-Type: application/json".
  // error: io_error (refused): nobody answers there, or with more than that
  Result<HttpAnswer> call(std::string_view method, std::string_view path, std::string_view body,
                          const std::vector<std::string>& headers);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What a server says that has not done what it was asked for, where = `url`. (refused)
Error refusal(const HttpAnswer& answer, const std::string& url);

// What the server's clock shows: it may be a test's. error: that of the call
Result<Timestamp> server_time(HttpClient& client);

}  // namespace muster::deploy
