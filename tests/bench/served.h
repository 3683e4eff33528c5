// A server of muster inside this process: HTTP, door, log, and (unless it is the door alone) tasks and
// reads. Made and ended by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "deploy/muster/config.h"
#include "ingest/log/log.h"
#include "schemas/time.h"

namespace muster::bench {

struct ServedOptions {
  std::filesystem::path data;
  deploy::Role role = deploy::Role::full;
  std::string brokers;  // empty: the embedded log
  std::string topic_prefix;
  const WallClock* wall = nullptr;  // null: the machine's
};

class Served {
 public:
  // Returns once it is ready; throws std::runtime_error where it can't be.
  explicit Served(const ServedOptions& options);
  ~Served();

  std::uint16_t port() const;
  // Of all folded topics.
  std::uint64_t records() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::bench
