#include "api/access/audit_log.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "api/access/audit_record.h"
#include "api/access/audit_scan.h"
#include "schemas/ids.h"

namespace muster::access {
namespace {

constexpr std::size_t kPerAppend = 256;
constexpr std::chrono::seconds kAgain{1};

struct Noted {
  AuditEntry entry;
  Timestamp time{};
};

// Where the chain of a tenant stands.
struct End {
  std::uint64_t seq = 0;
  std::string previous;
  Link after;  // until the first is written
};

Error at_the_end() { return {"log_unavailable", ErrorClass::retry, "", "entries of the audit are lost at the end of the process"}; }

log::Headers headers_of(const AuditRecord& record) {
  return {{"ce_id", record.id}, {"ce_type", "muster.audited.v1"}, {"ce_source", "/muster/audit"}, {"ce_time", format_rfc3339(record.time)}};
}

}  // namespace

struct AuditLog::Impl {
  Impl(log::EventLog& l, const WallClock& w, std::function<void(const Error&)> t, std::string c)
      : log(l), wall(w), tell(std::move(t)), chain(std::move(c)) {}

  void lose(std::uint64_t count, const Error& error) {
    lost += count;
    tell(error);
  }

  // Takes up to kPerAppend entries, and chains them. False: the log does not say where to begin.
  bool chain_some() {
    std::vector<Noted> some;
    {
      const std::lock_guard lock(mutex);
      const std::size_t count = std::min(queue.size(), kPerAppend);
      some.assign(std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.begin() + static_cast<std::ptrdiff_t>(count)));
      queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(count));
    }
    while (!some.empty() && begin_chain(some.front().entry.tenant)) {
      // All of one tenant go in one append: they lie in one partition, in order.
      const Tenant tenant = some.front().entry.tenant;
      const auto rest = std::stable_partition(some.begin(), some.end(), [&](const Noted& n) { return n.entry.tenant == tenant; });
      for (auto it = some.begin(); it != rest; ++it) chained.push_back(link(std::move(*it)));
      some.erase(some.begin(), rest);
    }
    if (some.empty()) return true;
    const std::lock_guard lock(mutex);
    queue.insert(queue.begin(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    return false;
  }

  bool begin_chain(const Tenant& tenant) {
    if (ends.contains(tenant)) return true;
    auto last = last_audit_record(log, tenant);
    if (!last.ok()) {
      tell(last.error());
      return false;
    }
    End end;
    if (*last) end = {0, (*last)->digest, (*last)->link};
    ends.emplace(tenant, std::move(end));
    return true;
  }

  log::Record link(Noted noted) {
    End& end = ends[noted.entry.tenant];
    AuditRecord record;
    record.id = random_id();
    record.time = noted.time;
    record.entry = std::move(noted.entry);
    record.link = {chain, ++end.seq};
    record.previous = std::move(end.previous);
    record.after = std::exchange(end.after, {});
    log::Record out;
    out.topic = Topic::audit;
    out.key = audit_key(record.entry.tenant);
    out.partition = partition_of(out.key, log.partitions());
    out.timestamp = record.time;
    out.headers = headers_of(record);
    out.value = encode(record);
    end.previous = digest(*out.value);
    return out;
  }

  // What fails is appended again as a whole, the same bytes: readers know repeated entries by their digest.
  bool append() {
    if (chained.empty()) return true;
    const auto results = log::append_and_wait(log, chained);
    const auto failed = std::find_if(results.begin(), results.end(), [](const auto& result) { return !result.ok(); });
    if (failed == results.end()) {
      written += chained.size();
      chained.clear();
      return true;
    }
    tell(failed->error());
    return false;
  }

  bool work() {
    if (!append() || !chain_some() || !append()) return false;
    const std::lock_guard lock(mutex);
    return queue.empty();
  }

  void loop() {
    std::unique_lock lock(mutex);
    while (!ending) {
      changed.wait(lock, [this] { return ending || !queue.empty() || !chained.empty(); });
      lock.unlock();
      const bool done = work();
      lock.lock();
      if (!done && !ending && stuck()) changed.wait_for(lock, kAgain, [this] { return ending; });
    }
  }

  // What could not be written still waits; called with the lock.
  bool stuck() const { return !chained.empty() || !queue.empty(); }

  log::EventLog& log;
  const WallClock& wall;
  const std::function<void(const Error&)> tell;
  const std::string chain;

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Noted> queue;
  std::uint64_t unsaid = 0;  // lost, and not yet said in the chain
  bool ending = false;

  // Of the thread that works.
  std::vector<log::Record> chained;
  std::map<Tenant, End> ends;

  std::atomic<std::uint64_t> written{0}, lost{0};
  std::thread thread;
};

AuditLog::AuditLog(log::EventLog& log, const WallClock& wall, std::function<void(const Error&)> tell, std::string chain)
    : impl_(std::make_unique<Impl>(log, wall, std::move(tell), std::move(chain))) {}

AuditLog::~AuditLog() { stop(); }

void AuditLog::note(AuditEntry entry) noexcept {
  Impl& self = *impl_;
  try {
    const Timestamp now = self.wall.now();
    {
      const std::lock_guard lock(self.mutex);
      if (self.ending) {
        self.lose(1, at_the_end());
        return;
      }
      if (self.queue.size() < kQueueAtMost) {
        if (self.unsaid > 0) {
          AuditEntry said{entry.tenant, "entries_lost", "", "", "ok", "", "", {{"count", std::to_string(self.unsaid)}}};
          self.queue.push_back({std::move(said), now});
          self.unsaid = 0;
        }
        self.queue.push_back({std::move(entry), now});
        self.changed.notify_one();
        return;
      }
      ++self.unsaid;
    }
    self.lose(1, {"log_full", ErrorClass::retry, "", "the audit can't keep up with what it is told, or its log is away: entries are lost"});
  } catch (...) {  // no memory: it is lost like the others
    ++self.lost;
  }
}

bool AuditLog::work() { return impl_->work(); }

void AuditLog::start() {
  impl_->thread = std::thread([impl = impl_.get()] { impl->loop(); });
}

void AuditLog::stop() {
  Impl& self = *impl_;
  {
    const std::lock_guard lock(self.mutex);
    if (std::exchange(self.ending, true)) return;
  }
  self.changed.notify_all();
  if (self.thread.joinable()) self.thread.join();
  for (std::size_t round = 0; round <= kQueueAtMost / kPerAppend; ++round) {
    if (self.work()) return;
    if (!self.chained.empty()) break;  // the log does not take them
  }
  const std::lock_guard lock(self.mutex);
  const std::uint64_t left = self.chained.size() + self.queue.size();
  if (left > 0) self.lose(left, at_the_end());
}

AuditFigures AuditLog::figures() const {
  const std::lock_guard lock(impl_->mutex);
  return {impl_->written, impl_->lost, impl_->queue.size()};
}

}  // namespace muster::access
