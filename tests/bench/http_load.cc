#include "tests/bench/http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/measure.h"

namespace muster::bench {
namespace {

constexpr std::string_view kLength = "Content-Length: ";
constexpr std::string_view kEndOfHead = "\r\n\r\n";

int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("no connection to the server");
  }
  return fd;
}

}  // namespace

std::string get_request(std::string_view target) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: bench\r\n\r\n", target);
}

std::string post_request(std::string_view target, std::string_view content_type, std::string_view body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: bench\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", target,
                     content_type, body.size(), body);
}

LoadResult& LoadResult::operator+=(const LoadResult& more) {
  answers += more.answers;
  failed += more.failed;
  seconds += more.seconds;
  others_cpu += more.others_cpu;
  body_bytes = more.body_bytes;
  return *this;
}

HttpLoad::HttpLoad(std::uint16_t port, std::size_t connections) : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (std::size_t i = 0; i < connections; ++i) {
    connections_.push_back({connect_to(port), {}});
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back().fd, &event);
  }
}

HttpLoad::~HttpLoad() {
  for (const Connection& connection : connections_) ::close(connection.fd);
  ::close(epoll_);
}

LoadResult HttpLoad::run(const std::vector<std::string>& requests, std::size_t count) {
  LoadResult result;
  std::size_t sent = 0;
  const auto send_next = [&](const Connection& to) {
    if (sent < count) send(to, requests[sent++ % requests.size()]);
  };
  const double begin = seconds_now();
  const double cpu_begin = cpu_seconds() - thread_cpu_seconds();
  for (const Connection& connection : connections_) send_next(connection);
  std::array<epoll_event, 256> events{};
  while (result.answers < count) {
    const int ready = ::epoll_wait(epoll_, events.data(), events.size(), 10'000);
    if (ready <= 0) throw std::runtime_error("the server does not answer");
    for (int i = 0; i < ready; ++i) {
      Connection& connection = connections_[events[static_cast<std::size_t>(i)].data.u64];
      receive(connection);
      Head head;
      if (!complete(connection.in, head)) continue;
      ++result.answers;
      result.failed += head.status / 100 == 2 ? 0 : 1;
      result.body_bytes = head.size - head.body;
      connection.in.erase(0, head.size);
      send_next(connection);
    }
  }
  result.seconds = seconds_now() - begin;
  result.others_cpu = cpu_seconds() - thread_cpu_seconds() - cpu_begin;
  return result;
}

Answer HttpLoad::ask(const std::string& request) {
  Connection& connection = connections_.front();
  send(connection, request);
  Head head;
  while (!complete(connection.in, head)) receive(connection);
  Answer answer{head.status, connection.in.substr(head.body, head.size - head.body)};
  connection.in.erase(0, head.size);
  return answer;
}

bool HttpLoad::complete(const std::string& in, Head& head) {
  const std::size_t end = in.find(kEndOfHead);
  if (end == std::string::npos) return false;
  const std::size_t at = in.find(kLength);
  std::size_t length = 0;
  if (at < end) std::from_chars(in.data() + at + kLength.size(), in.data() + end, length);
  std::from_chars(in.data() + in.find(' ') + 1, in.data() + end, head.status);
  head.body = end + kEndOfHead.size();
  head.size = head.body + length;
  return in.size() >= head.size;
}

void HttpLoad::send(const Connection& to, const std::string& request) {
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t n = ::send(to.fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) throw std::runtime_error("the server hung up");
    sent += static_cast<std::size_t>(n);
  }
}

void HttpLoad::receive(Connection& from) {
  thread_local std::array<char, 65536> buffer;
  const ssize_t got = ::recv(from.fd, buffer.data(), buffer.size(), 0);
  if (got <= 0) throw std::runtime_error("the server hung up");
  from.in.append(buffer.data(), static_cast<std::size_t>(got));
}

}  // namespace muster::bench
