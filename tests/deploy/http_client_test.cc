// What commands make of whatever answers them.
#include "deploy/muster/http_client.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include <fmt/format.h>

#include "deploy/muster/import_batch.h"

namespace muster::deploy {
namespace {

// Answers one call, with the same whatever it is.
class Canned {
 public:
  explicit Canned(std::string_view status, const std::string& body) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size), 0);
    server_.url = fmt::format("http://127.0.0.1:{}", ntohs(at.sin_port));
    thread_ = std::thread([this, answer = fmt::format("HTTP/1.1 {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body)] {
      const int peer = ::accept(listener_, nullptr, nullptr);
      std::string seen;
      char bytes[4096];
      while (seen.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = ::recv(peer, bytes, sizeof bytes, 0);
        if (got <= 0) break;
        seen.append(bytes, static_cast<std::size_t>(got));
      }
      EXPECT_GT(::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL), 0);
      ::close(peer);
    });
  }
  ~Canned() {
    thread_.join();
    ::close(listener_);
  }
  const ServerFlags& flags() const { return server_; }

 private:
  const int listener_;
  ServerFlags server_{.url = {}, .token = {}, .key = {}};
  std::thread thread_;
};

TEST(HttpClient, AnAnswerHasItsBound) {
  for (const std::size_t size : {1000U, 1001U}) {
    const Canned canned("200 OK", std::string(size, 'x'));
    const auto answer = HttpClient(canned.flags(), std::chrono::seconds{10}, 1000).call("GET", "/", "", {});
    EXPECT_EQ(answer.ok(), size == 1000U);
    if (!answer.ok()) {
      EXPECT_EQ(answer.error().code, "io_error");
    }
  }
}

TEST(HttpClient, ARefusalIsToldInTheServersWords) {
  const auto told = [](int status, const char* body) {
    const Error error = refusal({status, body}, "http://here");
    return fmt::format("{}: {}", error.code, error.hint);
  };
  EXPECT_EQ(told(409, R"({"code":"already_exists","title":"There is one","detail":"of that name"})"), "already_exists: of that name");
  EXPECT_EQ(told(422, R"({"code":"bad_field","errors":[{"pointer":"/name","reason":"is no text"}]})"), "bad_field: /name is no text");
  for (const char* other : {"", "<html>", "[]", R"({"code":7,"detail":[],"errors":{}})"}) EXPECT_EQ(told(502, other), "internal: the server answered 502") << other;
  EXPECT_EQ(told(500, "{\"code\":\"\\u001b[2J\",\"detail\":\"\\u001b[2J\"}").find('\x1b'), std::string::npos);
}

TEST(HttpClient, AnAnswerToAnImportThatIsNoneIsAnError) {
  const auto sent = [](const char* items) {
    const Canned canned("207 Multi-Status", fmt::format(R"({{"items":{}}})", items));
    HttpClient server(canned.flags());
    ImportBatch batch;
    batch.add(ImportLine{}, ImportEvent{});
    return send(server, batch, false);
  };
  for (const char* items : {"7", "{}", "[]", "[7]", R"(["fine"])"}) EXPECT_FALSE(sent(items)) << items;
  for (const char* items : {R"([{"status":"fine"}])", R"([{"status":422,"problem":[{"code":1}]}])", R"([{"status":422,"problem":{"errors":[7]}}])"}) {
    const auto told = sent(items);
    ASSERT_TRUE(told) << items;
    EXPECT_EQ(told->refused.size(), 1U) << items;
  }
}

}  // namespace
}  // namespace muster::deploy
