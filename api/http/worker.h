// One Pistache worker: its reactor thread, the connections that live on it, its mailbox and ticks.
// Built on the thread that starts the server, then used by the worker's thread only.
#pragma once

#include <pistache/transport.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "api/http/connection.h"
#include "api/http/mailbox.h"
#include "api/http/seam.h"
#include "api/http/worker_tools.h"

namespace muster::http {

// Pistache clones the transport it is given, once a worker, and keeps the clones: `roster` is
// where the server finds their mailboxes.
struct Roster {
  std::vector<std::shared_ptr<Mailbox>> mailboxes;
};

class Worker final : public Pistache::Tcp::Transport {
 public:
  Worker(std::shared_ptr<Seam> seam, std::shared_ptr<Roster> roster);
  ~Worker() override;

  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& fds) override;

 private:
  class Arrivals;
  using Peer = std::shared_ptr<Pistache::Tcp::Peer>;
  struct Entry {
    Peer peer;
    std::unique_ptr<Connection> connection;
    bool reading = true;   // what epoll has been told
    bool writing = false;
  };

  Worker(std::shared_ptr<Seam> seam, std::shared_ptr<Roster> roster,
         std::shared_ptr<Arrivals> arrivals);

  void handle(const Pistache::Aio::FdSet::Entry& event);
  void on_socket(int fd, Entry& entry, const Pistache::Aio::FdSet::Entry& event);
  void on_mail();
  void on_tick();
  void look_at_all();  // clocks, draining, stopping
  void on_accepts(Pistache::Polling::Tag tag);
  void adopt(const Peer& peer);
  void complete(Completion completion);
  void complete_local();
  void settle(int fd, Entry& entry);  // tells epoll what is wanted; removes what is closed
  void set_interest(int fd, bool read, bool write);
  void remove(int fd);
  void settle_all();
  void pause_reading(int fd, Entry& entry);
  template <class Work>
  void guarded(Connection* connection, Work work);

  const std::shared_ptr<Seam> seam_;
  const std::shared_ptr<Roster> roster_;
  const std::shared_ptr<Arrivals> arrivals_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<WorkerTools> tools_;
  int timer_fd_ = -1;
  std::optional<Pistache::Polling::Tag> accept_tag_;
  std::unordered_map<int, Entry> entries_;
};

}  // namespace muster::http
