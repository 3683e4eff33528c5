#include "api/http/worker_tools.h"

#include <fmt/format.h>

#include <utility>

#include "api/http/serialize.h"

namespace muster::http {
namespace {

constexpr std::size_t kScratch = 64 * 1024;

}  // namespace

WorkerTools::WorkerTools(std::shared_ptr<ReplySink> reply_sink, const WallClock& wall)
    : sink(std::move(reply_sink)), scratch(kScratch), wall_(wall) {
  // One 32-bit seed for every worker of every process would make ids meet.
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  random_.seed(seed);
}

std::string WorkerTools::next_request_id() { return fmt::format("{:016x}", random_()); }

int WorkerTools::retry_after_s() { return 1 + static_cast<int>(random_() % 5); }

std::string_view WorkerTools::date() {
  const Timestamp now = wall_.now();
  const std::int64_t second = to_ms(now) / 1000;
  if (second != date_second_) {
    date_second_ = second;
    date_ = http_date(now);
  }
  return date_;
}

}  // namespace muster::http
