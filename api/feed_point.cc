#include "api/feed_point.h"

#include <xxhash.h>

#include <charconv>

#include <fmt/format.h>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/queries.h"

namespace muster::api {
namespace {

namespace keys = projections::keys;
using projections::Family;

// The number that `text` begins with, which is moved past it.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::string lineage_of(std::string_view epoch, std::string_view store) {
  const std::string both = fmt::format("{}:{}{}", epoch.size(), epoch, store);
  return fmt::format("{:016x}", XXH3_64bits(both.data(), both.size()));
}

std::string feed_token(std::string_view lineage, const FeedPoint& point) {
  return fmt::format("1-{}-{}", lineage, fmt::join(point, "."));
}

std::optional<FeedPoint> parse_feed_token(std::string_view lineage, std::size_t partitions, std::string_view token) {
  const std::string head = fmt::format("1-{}-", lineage);
  if (!token.starts_with(head)) return std::nullopt;
  token.remove_prefix(head.size());
  FeedPoint point;
  while (point.size() < partitions) {
    if (!point.empty()) {
      if (!token.starts_with('.')) return std::nullopt;
      token.remove_prefix(1);
    }
    const auto next = take_number(token);
    if (!next) return std::nullopt;
    point.push_back(*next);
  }
  return token.empty() ? std::optional(std::move(point)) : std::nullopt;
}

FeedPoint present_point(const projections::Reads& rows, std::size_t partitions) {
  FeedPoint point;
  for (std::size_t p = 0; p < partitions; ++p) {
    const auto text = rows.get(Family::meta, keys::outbox_acked(static_cast<keys::Partition>(p)));
    std::string_view rest = text ? std::string_view{*text} : std::string_view{"0"};
    const auto acked = take_number(rest);
    if (!acked) throw projections::ReadFailure(projections::corrupt_row("meta"));
    point.push_back(*acked);
  }
  return point;
}

bool still_kept(const projections::Reads& rows, const FeedPoint& point, const FeedPoint& present) {
  for (std::size_t p = 0; p < point.size(); ++p) {
    if (point[p] > present[p]) return false;
    if (point[p] == present[p]) continue;
    const auto partition = static_cast<keys::Partition>(p);
    if (!rows.get(Family::outbox, keys::outbox(partition, point[p]))) return false;
  }
  return true;
}

}  // namespace muster::api
