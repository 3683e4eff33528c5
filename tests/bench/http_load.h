// One thread that keeps a request under way on each of its keep-alive connections to a server on
// loopback. Answers must carry Content-Length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster::bench {

std::string get_request(std::string_view target);
std::string post_request(std::string_view target, std::string_view content_type, std::string_view body);

struct Answer {
  int status = 0;
  std::string body;
};

struct LoadResult {
  std::uint64_t answers = 0;
  std::uint64_t failed = 0;  // another status than 2xx
  double seconds = 0;
  double others_cpu = 0;     // seconds that all other threads of the process took: the server's
  std::size_t body_bytes = 0;
  LoadResult& operator+=(const LoadResult& more);
  double rate() const { return static_cast<double>(answers) / seconds; }
  double server_us() const { return others_cpu * 1e6 / static_cast<double>(answers); }
};

class HttpLoad {
 public:
  // Throws std::runtime_error where it can't connect; so do the others where the server hangs up.
  HttpLoad(std::uint16_t port, std::size_t connections);
  ~HttpLoad();
  HttpLoad(const HttpLoad&) = delete;
  HttpLoad& operator=(const HttpLoad&) = delete;

  // Sends `count` requests, those given over and over in their order, and waits for all answers.
  LoadResult run(const std::vector<std::string>& requests, std::size_t count);

  // One request on the first connection.
  Answer ask(const std::string& request);

 private:
  struct Connection {
    int fd = -1;
    std::string in;
  };
  struct Head {
    int status = 0;
    std::size_t size = 0;  // of head and body
    std::size_t body = 0;  // where the body begins
  };
  static bool complete(const std::string& in, Head& head);
  static void send(const Connection& to, const std::string& request);
  static void receive(Connection& from);

  int epoll_ = -1;
  std::vector<Connection> connections_;
};

}  // namespace muster::bench
