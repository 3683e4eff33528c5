// Calls a running server: for commands. One thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.h"

namespace muster::deploy {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

class HttpClient {
 public:
  // `base_url`: http://127.0.0.1:8080. An answer is waited for that long.
  explicit HttpClient(std::string base_url, std::chrono::seconds at_most = std::chrono::seconds{60});
  ~HttpClient();

  // `headers`: whole lines, "Content-Type: application/json".
  // error: io_error (refused): nobody answers there
  Result<HttpAnswer> call(std::string_view method, std::string_view path, std::string_view body,
                          const std::vector<std::string>& headers);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::deploy
