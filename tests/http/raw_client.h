// A blocking client that says exactly the bytes it is told, for servers on loopback. One thread.
// Every wait has a deadline; a test that meets it fails rather than hangs.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "tests/http/raw_response.h"

namespace muster::test {

class RawClient {
 public:
  static constexpr std::chrono::seconds kPatience{20};

  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer != 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    const int one = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  RawClient& operator=(RawClient&&) = delete;

  // False once the server has closed the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void shutdown_write() { ::shutdown(fd_, SHUT_WR); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  // Closes with a reset, as a client does that dies.
  void abort() {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }

  // Nothing at the end of the stream, after a reset, or past the deadline.
  std::optional<RawResponse> read_response(bool head_only = false) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return std::nullopt;
    }
    RawResponse response = parse_raw_head(std::string_view(buffer_).substr(0, end + 2));
    buffer_.erase(0, end + 4);
    const auto length = response.headers.find("content-length");
    if (head_only || length == response.headers.end()) return response;
    const std::size_t size = std::strtoull(length->second.c_str(), nullptr, 10);
    while (buffer_.size() < size) {
      if (!receive()) return std::nullopt;
    }
    response.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return response;
  }

  std::optional<RawResponse> exchange(std::string_view request) {
    send(request);
    return read_response();
  }

  // Whether the stream ends, in order or by a reset, without a further byte.
  bool at_end() { return buffer_.empty() && !receive() && buffer_.empty() && ended_; }

 private:
  bool receive() {
    pollfd waiting{fd_, POLLIN, 0};
    const auto ms = std::chrono::milliseconds(kPatience).count();
    if (::poll(&waiting, 1, static_cast<int>(ms)) <= 0) return false;
    char bytes[16384];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    ended_ = got <= 0;
    if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }

  int fd_;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace muster::test
