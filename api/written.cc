#include "api/written.h"

namespace muster::api {

Result<std::vector<log::Position>> written_by_now(log::EventLog& log, const std::set<log::Partition>& partitions) {
  std::vector<log::Position> last;
  for (const log::Partition partition : partitions) {
    for (const Topic topic : {Topic::checkins, Topic::checkouts, Topic::corrections}) {
      const auto end = log.end_offset(topic, partition);
      if (!end) return end.error();
      if (*end > 0) last.push_back({topic, partition, *end - 1});
    }
  }
  return last;
}

}  // namespace muster::api
