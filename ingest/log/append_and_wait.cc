#include <future>

#include "ingest/log/log.h"

namespace muster::log {

std::vector<Result<Position>> append_and_wait(EventLog& log, std::vector<Record> batch) {
  std::promise<std::vector<Result<Position>>> promise;
  auto future = promise.get_future();
  log.append(std::move(batch),
             [&](std::vector<Result<Position>> results) { promise.set_value(std::move(results)); });
  return future.get();
}

}  // namespace muster::log
