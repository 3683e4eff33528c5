// The api over an engine and a memory store, asked without sockets: what a server does, in one
// process and by hand. One thread, but for answers that come later.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/api.h"
#include "ingest/log/memory_log.h"
#include "processors/engine.h"
#include "projections/memory_store.h"
#include "tests/support/stories.h"

namespace muster::api {

struct HandWall final : WallClock {
  Timestamp time{};
  Timestamp now() const override { return time; }
};

struct HandMonotonic final : MonotonicClock {
  std::chrono::nanoseconds time{0};
  std::chrono::nanoseconds now() const override { return time; }
};

// Whoever asks is whom the test says; at first whoever comes without a credential, who may everything.
struct GivenCredentials final : access::Credentials {
  access::Principal who = *access::no_credentials()->identify(http::Request{});
  mutable std::atomic<std::thread::id> asked_by;
  Result<access::Principal> identify(const http::Request&) const override {
    asked_by = std::this_thread::get_id();
    return who;
  }
};

struct KeptAudit final : access::Audit {
  void note(access::AuditEntry entry) noexcept override {
    const std::lock_guard lock(mutex);
    entries.push_back(std::move(entry));
  }
  std::mutex mutex;
  std::vector<access::AuditEntry> entries;
};

// An answer that may come from another thread.
class Answered final : public http::ReplySink {
 public:
  void deliver(http::Completion completion) noexcept override;
  bool there() const;
  http::Response wait();  // fails the test after ten seconds

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<http::Completion> completion_;
};

class ApiWorld {
 public:
  explicit ApiWorld(std::string_view now);

  // Folds the story at the wall's time and commits.
  void take_in(std::vector<stories::Told> story);
  void set_subject(std::string_view subject, std::string_view record, std::string_view tenant = "default");
  void set_zone(std::string_view subject, std::string_view zone);

  std::shared_ptr<Answered> ask(std::string_view target, std::vector<http::Pair> headers = {});
  http::Response get(std::string_view target, std::vector<http::Pair> headers = {});
  nlohmann::json json(std::string_view target);  // of a 200
  std::string code(std::string_view target);     // "422 out_of_range /limit" of a problem

  HandWall wall;
  HandMonotonic monotonic;
  GivenCredentials credentials;
  KeptAudit audit;
  projections::MemoryStore store;
  projections::StoreInUse in_use{{std::shared_ptr<void>(), &store}};
  processors::Directory directory;
  processors::Progress progress{1};
  const std::shared_ptr<log::MemoryLog> log = log::make_memory_log({1, "memory"});

 private:
  std::unique_ptr<processors::Engine> engine_;
  std::int64_t offset_ = 0;
  int told_ = 0;

 public:
  std::unique_ptr<Api> api;
  http::Router router;
};

}  // namespace muster::api
