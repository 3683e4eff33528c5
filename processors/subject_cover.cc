#include "processors/subject_cover.h"

#include <utility>

#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::CoverDay;
using projections::CoverRows;
using projections::CoverSpan;
using projections::Day;
using projections::Edges;
using projections::Family;
using projections::TenantSeries;

namespace {

constexpr std::size_t kHeldSeries = 16;
constexpr std::size_t kHeldDays = 4;        // today, and deadlines that lie ahead
constexpr std::size_t kSeriesBytes = 512;  // of a series with its rows, about

void take(CoverRows& rows, const std::string& prefix, std::string_view key, std::string_view value) {
  const auto day = keys::parse_day(key.substr(prefix.size()));
  if (!day) throw projections::ReadFailure(projections::corrupt_row("cover"));
  rows.emplace(*day, projections::or_fail(projections::decode_cover_day(value)));
}

}  // namespace

SubjectCover::Held& SubjectCover::hold(const TenantSeries& series, Day from) {
  const auto known = held_.find(series);
  if (known != held_.end()) return known->second;
  if (held_.size() >= kHeldSeries) held_.clear();
  Held held;
  const std::string prefix = keys::cover_of(scope_, series);
  bool more = true;
  committed_.scan_back(Family::cover, prefix, projections::prefix_end(prefix),
                       [&](std::string_view key, std::string_view value) {
                         take(held.rows, prefix, key, value);
                         return more = !held.reaches(from) && held.rows.size() < kHeldDays;
                       });
  held.whole = more;
  return held_.emplace(series, std::move(held)).first->second;
}

CoverRows SubjectCover::read(const TenantSeries& series, CoverSpan days) const {
  CoverRows rows;
  const std::string prefix = keys::cover_of(scope_, series);
  const std::string first = keys::cover(scope_, series, days.first);
  committed_.scan_back(Family::cover, prefix, first, [&](std::string_view key, std::string_view value) {
    take(rows, prefix, key, value);
    return false;
  });
  const std::string end = days.last == projections::kLastCoverDay ? projections::prefix_end(prefix)
                                                                  : keys::cover(scope_, series, days.last + 1);
  committed_.scan(Family::cover, first, end, [&](std::string_view key, std::string_view value) {
    take(rows, prefix, key, value);
    return true;
  });
  return rows;
}

Edges SubjectCover::add(const TenantSeries& series, const projections::CoverSteps& change,
                        projections::Batch& batch) {
  const CoverSpan days = projections::span_of(change);
  Held& held = hold(series, days.first);
  const bool late = !held.reaches(days.first);
  CoverRows read;
  if (late) read = this->read(series, days);
  CoverRows& rows = late ? read : held.rows;
  auto changed = projections::change_cover(rows, change);
  for (const Day day : changed.days) {
    const auto row = rows.find(day);
    if (row == rows.end()) {
      batch.erase(Family::cover, keys::cover(scope_, series, day));
    } else {
      batch.put(Family::cover, keys::cover(scope_, series, day), projections::encode(row->second));
    }
  }
  const bool behind = late && (held.rows.empty() || days.last >= held.rows.begin()->first);
  if (behind || (!held.whole && held.rows.empty())) {
    held_.erase(series);
  } else if (held.rows.size() > kHeldDays) {
    held.rows.erase(held.rows.begin(), held.rows.end() - static_cast<std::ptrdiff_t>(kHeldDays));
    held.whole = false;
  }
  return std::move(changed.subjects);
}

std::size_t SubjectCover::bytes() const { return held_.size() * kSeriesBytes; }

}  // namespace muster::processors
