// The seam's empty handler against a bare Pistache handler, in turns, in one process: requests a
// second over keep-alive connections on loopback, and the ratio (floor 1.2). Each server has one
// worker and a core to itself, the client has another: left to the scheduler, a client that is
// woken sooner is also interrupted more often, and the faster server looks like the slower one.
//   bench_seam [rounds] [seconds a round] [connections] [file for the figures]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "api/http/server.h"
#include "tests/bench/measure.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kWorkers = 1;
// Pistache is slow without the header, so both are sent it.
constexpr std::string_view kRequest =
    "GET / HTTP/1.1\r\nHost: bench\r\nConnection: Keep-Alive\r\n\r\n";

struct BareHandler : Pistache::Http::Handler {
  HTTP_PROTOTYPE(BareHandler)
  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter writer) override {
    writer.send(Pistache::Http::Code::Ok, "ok");
  }
};

struct Round {
  double rate = 0;    // requests a second
  double cpu_us = 0;  // of the server's threads, a request
};

// Where a thread may run; threads started by it inherit that. Nothing happens on a single core.
void stay_on(const cpu_set_t& allowed, int which) {
  if (CPU_COUNT(&allowed) < 2) return;
  int cpu = 0;
  while (!CPU_ISSET(cpu, &allowed) || which-- > 0) ++cpu;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  ::sched_setaffinity(0, sizeof one, &one);
}

// All threads of the process but this one, which is the client.
double server_cpu_s() {
  const auto seconds = [](int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    const auto of = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
  };
  return seconds(RUSAGE_SELF) - seconds(RUSAGE_THREAD);
}

// One thread, one request under way on each connection. An answer ends with its two-byte body.
class Load {
 public:
  Load(std::uint16_t port, int connections) : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < connections; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const int one = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::exit(1);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.fd = fd;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
      fds_.push_back(fd);
    }
  }
  ~Load() {
    for (const int fd : fds_) ::close(fd);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Round run(std::chrono::duration<double> time) {
    for (const int fd : fds_) ask(fd);
    const Clock::time_point begin = Clock::now();
    const double cpu_begin = server_cpu_s();
    double answers = 0;
    while (Clock::now() - begin < time) answers += static_cast<double>(turn(true));
    const std::chrono::duration<double> taken = Clock::now() - begin;
    const double cpu = server_cpu_s() - cpu_begin;
    for (std::size_t left = fds_.size(); left > 0;) left -= turn(false);
    return {answers / taken.count(), cpu * 1e6 / answers};
  }

 private:
  static void ask(int fd) {
    if (::send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) < 0) std::exit(1);
  }

  std::size_t turn(bool ask_again) {
    std::array<epoll_event, 256> events{};
    const int ready = ::epoll_wait(epoll_, events.data(), events.size(), 1000);
    std::size_t answers = 0;
    for (int i = 0; i < ready; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      const ssize_t got = ::recv(fd, buffer_.data(), buffer_.size(), 0);
      if (got <= 0) std::exit(1);
      const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(got));
      if (!bytes.ends_with("\r\n\r\nok")) continue;
      ++answers;
      if (ask_again) ask(fd);
    }
    return answers;
  }

  int epoll_;
  std::vector<int> fds_;
  std::array<char, 16384> buffer_{};
};

muster::bench::Repeats repeats(const std::vector<Round>& rounds, double Round::*member) {
  muster::bench::Repeats values;
  for (const Round& round : rounds) values.add(round.*member);
  return values;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  const std::chrono::duration<double> time(argc > 2 ? std::atof(argv[2]) : 1.0);
  const int connections = argc > 3 ? std::atoi(argv[3]) : 64;

  cpu_set_t allowed;
  ::sched_getaffinity(0, sizeof allowed, &allowed);
  stay_on(allowed, 1);
  Pistache::Http::Endpoint bare(Pistache::Address("127.0.0.1", Pistache::Port(0)));
  bare.init(Pistache::Http::Endpoint::options().threads(kWorkers).flags(
      Pistache::Tcp::Options::NoDelay));
  bare.setHandler(Pistache::Http::make_handler<BareHandler>());
  bare.serveThreaded();

  muster::http::Server seam;
  muster::http::ServerOptions options;
  options.workers = kWorkers;
  const auto empty = [](muster::http::Request, muster::http::Reply reply) {
    reply({200, "text/plain", "ok", {}});
  };
  if (!seam.start(options, empty)) return 1;
  stay_on(allowed, 0);

  std::vector<Round> of_bare;
  std::vector<Round> of_seam;
  std::vector<Round> ratios;
  {
    Load on_bare(bare.getPort(), connections);
    Load on_seam(seam.port(), connections);
    for (int round = 0; round < rounds; ++round) {
      of_bare.push_back(on_bare.run(time));
      of_seam.push_back(on_seam.run(time));
      ratios.push_back({of_seam.back().rate / of_bare.back().rate,
                        of_bare.back().cpu_us / of_seam.back().cpu_us});
    }
  }
  const muster::bench::Report report(argc > 4 ? argv[4] : "");
  report.add("seam.bare_rate", "requests/s", repeats(of_bare, &Round::rate));
  report.add("seam.bare_cpu", "us", repeats(of_bare, &Round::cpu_us));
  report.add("seam.rate", "requests/s", repeats(of_seam, &Round::rate));
  report.add("seam.cpu", "us", repeats(of_seam, &Round::cpu_us));
  report.add("seam.ratio", "x", repeats(ratios, &Round::rate));
  seam.stop();
  bare.shutdown();
  return 0;
}
