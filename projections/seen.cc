#include "projections/seen.h"

#include <algorithm>
#include <iterator>

#include "projections/bytes.h"
#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::projections {
namespace {

constexpr std::int64_t kHourMs = 60 * 60 * 1000;

// What decode_seen refuses: damage is found when the row is read, not lost in a merge.
const std::string kDamaged("\xff");

std::optional<std::vector<std::uint64_t>> read_offsets(std::string_view bytes) {
  std::vector<std::uint64_t> offsets;
  ByteReader in(bytes);
  std::uint64_t last = 0;
  while (!in.at_end()) {
    const std::uint64_t step = in.varint();
    last += step;
    if (!in.ok() || last >= kHourMs || (step == 0 && !offsets.empty())) return std::nullopt;
    offsets.push_back(last);
  }
  if (!in.ok()) return std::nullopt;
  return offsets;
}

std::string write_offsets(const std::vector<std::uint64_t>& offsets) {
  ByteWriter out;
  std::uint64_t last = 0;
  for (const std::uint64_t offset : offsets) {
    out.varint(offset - last);
    last = offset;
  }
  return out.take();
}

}  // namespace

Hour hour_of(Timestamp t) {
  const std::int64_t ms = to_ms(t);
  return static_cast<Hour>(ms / kHourMs - (ms % kHourMs < 0 ? 1 : 0));
}

Timestamp start_of_hour(Hour h) { return from_ms(h * kHourMs); }

std::string encode_seen(std::span<const Timestamp> times, Hour hour) {
  std::vector<std::uint64_t> offsets;
  for (const Timestamp t : times) offsets.push_back(static_cast<std::uint64_t>((t - start_of_hour(hour)).count()));
  return write_offsets(offsets);
}

Result<std::vector<Timestamp>> decode_seen(std::string_view bytes, Hour hour) {
  const auto offsets = read_offsets(bytes);
  if (!offsets) return corrupt_row("seen");
  std::vector<Timestamp> times;
  for (const std::uint64_t offset : *offsets) {
    times.push_back(start_of_hour(hour) + Duration{static_cast<std::int64_t>(offset)});
  }
  return times;
}

std::string merge_seen_bytes(std::string_view a, std::string_view b) {
  const auto left = read_offsets(a), right = read_offsets(b);
  if (!left || !right) return kDamaged;
  std::vector<std::uint64_t> both;
  std::set_union(left->begin(), left->end(), right->begin(), right->end(), std::back_inserter(both));
  return write_offsets(both);
}

void add_seen(Batch& batch, const keys::Scope& scope, const SessionId& id, std::vector<Timestamp>& times) {
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (auto from = times.begin(); from != times.end();) {
    const Hour hour = hour_of(*from);
    const auto to = std::find_if(from, times.end(), [hour](Timestamp t) { return hour_of(t) != hour; });
    batch.add(Family::seen, keys::seen(scope, id, hour),
              encode_seen({&*from, static_cast<std::size_t>(to - from)}, hour));
    from = to;
  }
}

namespace {

std::vector<Timestamp> times_of(std::string_view after_session, std::string_view bytes) {
  const auto hour = keys::parse_hour(after_session);
  if (!hour) throw ReadFailure(corrupt_row("seen"));
  return or_fail(decode_seen(bytes, *hour));
}

}  // namespace

std::optional<Timestamp> last_seen(const Reads& reads, const keys::Scope& scope, const SessionId& id,
                                   Timestamp from, Timestamp to, const std::function<bool(Timestamp)>& counts) {
  std::optional<Timestamp> found;
  if (to < from) return found;
  const std::string prefix = keys::seen_of(scope, id);
  reads.scan_back(Family::seen, keys::seen(scope, id, hour_of(from)), keys::seen(scope, id, hour_of(to) + 1),
                  [&](std::string_view key, std::string_view bytes) {
                    const auto times = times_of(key.substr(prefix.size()), bytes);
                    const auto last = std::find_if(times.rbegin(), times.rend(), [&](Timestamp t) {
                      return from <= t && t <= to && counts(t);
                    });
                    if (last != times.rend()) found = *last;
                    return !found;
                  });
  return found;
}

void each_seen(const Reads& reads, const keys::Scope& scope, const SessionId& id, Timestamp from, Timestamp to,
               const std::function<bool(Timestamp)>& visit) {
  if (to <= from) return;
  const std::string prefix = keys::seen_of(scope, id);
  reads.scan(Family::seen, keys::seen(scope, id, hour_of(from)), keys::seen(scope, id, hour_of(to - Duration{1}) + 1),
             [&](std::string_view key, std::string_view bytes) {
               for (const Timestamp t : times_of(key.substr(prefix.size()), bytes)) {
                 if (from <= t && t < to && !visit(t)) return false;
               }
               return true;
             });
}

}  // namespace muster::projections
