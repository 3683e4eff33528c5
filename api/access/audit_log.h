// The audit on the event log (topic muster.audit.v1): entries wait in a bounded queue, and a thread of its own
// chains and appends them. Nobody who notes something waits for that: what finds the queue full, because the
// log is away for long, is lost, counted, told once, and said in the chain itself by an entry `entries_lost`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/access/audit.h"
#include "ingest/log/log.h"
#include "schemas/time.h"

namespace muster::access {

struct AuditFigures {
  std::uint64_t written = 0;
  std::uint64_t lost = 0;
  std::uint64_t waiting = 0;
};

class AuditLog final : public Audit {
 public:
  static constexpr std::size_t kQueueAtMost = 10'000;

  // `log` and `wall` outlive this. `tell`: what goes wrong, on the thread that appends or notes; quick.
  // `chain` names what this writes: another one in every process.
  AuditLog(log::EventLog& log, const WallClock& wall, std::function<void(const Error&)> tell, std::string chain);
  ~AuditLog() override;  // stop()

  void note(AuditEntry entry) noexcept override;

  // One round: appends what waits, as far as one append goes. True: nothing waits any more. Blocks; one thread.
  bool work();
  void start();  // a thread that calls work()
  void stop();   // once more; what the log does not take then is lost, as is what is noted from then on

  AuditFigures figures() const;  // any thread

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::access
