// Realistic traffic to try a server with: places, people, and a day of their sessions of all kinds.
// Pure: the same options give the same calls. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schemas/time.h"

namespace muster::deploy {

struct SampleOptions {
  unsigned users = 5;
  unsigned clients = 10;  // places that are visited
  unsigned sessions = 20;
  std::uint64_t seed = 1;
  Timestamp now{};
};

struct SampleCall {
  std::string method, path, body;  // JSON
  std::size_t items = 1;
  std::string key{};  // Idempotency-Key; empty: none
};

// In an order in which places and people are known before they are named.
std::vector<SampleCall> sample_calls(const SampleOptions& options);

}  // namespace muster::deploy
