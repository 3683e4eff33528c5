#include "projections/family.h"

#include <array>

#include "projections/edges.h"
#include "projections/seen.h"

namespace muster::projections {
namespace {

constexpr std::array<std::string_view, kFamilyCount> kNames{
    "meta",    "sessions", "ids",      "identities", "active", "starts", "days",         "marks",  "history",
    "checkpoints", "mentions", "liveness", "seen", "trail", "evidence",  "hours",  "tenant_hours", "cover", "timers", "outbox"};

}  // namespace

std::string_view name_of(Family f) { return kNames[index_of(f)]; }

std::string merge_rows(Family f, std::string_view a, std::string_view b) {
  return f == Family::seen ? merge_seen_bytes(a, b) : merge_edge_bytes(a, b);
}

std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

Error disk_full_error(const std::string& folder) {
  return {"disk_full", ErrorClass::retry, folder,
          "The disk that holds the state is full. Free space on it, then restart muster."};
}

}  // namespace muster::projections
