#include <algorithm>
#include <set>
#include <utility>

#include "projections/codec.h"
#include "projections/hours.h"
#include "projections/index_keys.h"
#include "projections/quarter_sweep.h"

namespace muster::projections {
namespace {

constexpr std::size_t kSessionsAtMost = 10'000;  // of one subject in one quarter

Day day_of_quarter(Quarter q) { return day_of(start_of_quarter(q)); }

class Reader {
 public:
  Reader(const Reads& reads, const Tenant& tenant, const SubjectId& subject, const SubjectSeriesFilter& filter)
      : reads_(reads), tenant_(tenant), subject_(subject), filter_(filter),
        partition_(partition_of(reads, tenant, subject)), scope_(keys::scope(partition_, tenant, subject)) {}

  // Quarters that are over: from the stored edges. False: ended, or too many series.
  bool stored(QuarterRange range, const VisitSubjectQuarter& visit) const {
    if (range.from >= range.to) return true;
    std::string next = filter_.kind ? keys::hours_of_kind(scope_, *filter_.kind) : scope_.bytes;
    for (std::size_t looked_at = 0;; ++looked_at) {
      const auto series = first_series(next);
      if (!series || (filter_.kind && series->kind != *filter_.kind)) return true;
      if (looked_at == kSeriesAtMost) return false;
      if (filter_.admits(*series) && !sweep(*series, range, visit)) return false;
      next = after(*series);
    }
  }

  // The quarter that holds as_of: from the sessions that are in it. Empty: too many of them.
  std::optional<std::map<SubjectSeries, Duration>> exact(Quarter q, Timestamp as_of) const {
    std::map<SubjectSeries, Duration> sums;
    const std::set<SessionId> about = sessions_about(start_of_quarter(q), as_of);
    if (about.size() > kSessionsAtMost) return std::nullopt;
    for (const SessionId& id : about) {
      const auto stored = read_session(reads_, tenant_, {partition_, subject_, id});
      if (!stored || !stored->row.policy.counts) continue;
      const SessionRow& row = stored->row;
      const Vouched by = vouched(reads_, partition_, row, as_of);
      const auto in = cut_to(presence(row, by.all), start_of_quarter(q), as_of);
      add({row.kind, ""}, total(in), sums);
      for (const auto& [activity, components] : by.by_activity) {
        add({row.kind, activity}, total(presence_in(in, components)), sums);
      }
    }
    return sums;
  }

 private:
  void add(SubjectSeries series, Duration time, std::map<SubjectSeries, Duration>& sums) const {
    if (time > Duration{} && filter_.admits(series)) sums[std::move(series)] += time;
  }

  std::optional<SubjectSeries> first_series(const std::string& from) const {
    std::optional<SubjectSeries> found;
    reads_.scan(Family::hours, from, prefix_end(scope_.bytes), [&](std::string_view key, std::string_view) {
      const auto at = keys::parse_hours(key.substr(scope_.bytes.size()));
      if (!at) throw ReadFailure(corrupt_row("hours"));
      found = SubjectSeries{at->kind, at->activity};
      return false;
    });
    return found;
  }

  // Where the next series that the filter may admit is to be looked for.
  std::string after(const SubjectSeries& series) const {
    const auto& wanted = filter_.activity;
    if (wanted && series.activity < *wanted) return keys::hours_of(scope_, series.kind, *wanted);
    if (wanted) return prefix_end(keys::hours_of_kind(scope_, series.kind));
    return prefix_end(keys::hours_of(scope_, series.kind, series.activity));
  }

  // Its edges add up from its beginning.
  bool sweep(const SubjectSeries& series, QuarterRange range, const VisitSubjectQuarter& visit) const {
    QuarterSweep quarters(range, [&](Quarter q, const QuarterTotals& t) { return visit(series, q, t.counted); });
    const Day last = day_of_quarter(range.to - 1);
    const std::string begin = keys::hours_of(scope_, series.kind, series.activity);
    const std::string end = keys::hours(scope_, series.kind, series.activity, last + 1);
    reads_.scan(Family::hours, begin, end, [&](std::string_view key, std::string_view value) {
      const auto day = keys::parse_day(key.substr(begin.size()));
      if (!day) throw ReadFailure(corrupt_row("hours"));
      return quarters.row(*day, value);
    });
    return quarters.finish();
  }

  // Active ones, ones that are over, and whatever is vouched for on that day.
  std::set<SessionId> sessions_about(Timestamp from, Timestamp as_of) const {
    std::set<SessionId> ids;
    const std::string active = keys::active_of_subject(tenant_, subject_);
    reads_.scan(Family::active, active, active + keys::session_key_from(as_of), [&](std::string_view key, auto) {
      if (const auto at = keys::parse_own_key(key.substr(active.size()))) ids.insert(at->session);
      return ids.size() <= kSessionsAtMost;
    });
    const Day day = day_of(from);
    for (int level = 0; level < keys::kLevels; ++level) {
      const keys::Bucket bucket{level, keys::bucket_of(day, level)};
      const std::string over = keys::days(tenant_, bucket), own = keys::day_of_subject(tenant_, bucket, subject_);
      reads_.scan(Family::days, own, prefix_end(own), [&](std::string_view key, std::string_view) {
        const auto at = keys::parse_day_entry(key.substr(over.size()));
        if (at && at->start < as_of) ids.insert(at->session);
        return ids.size() <= kSessionsAtMost;
      });
    }
    const std::string alive = keys::alive_on(scope_, day);
    reads_.scan(Family::liveness, alive, prefix_end(alive), [&](std::string_view key, std::string_view) {
      if (const auto at = keys::parse_alive(key.substr(scope_.bytes.size()))) ids.insert(owner_of(at->session));
      return ids.size() <= kSessionsAtMost;
    });
    return ids;
  }

  SessionId owner_of(const SessionId& id) const {
    const auto bytes = reads_.get(Family::ids, keys::id(tenant_, id, subject_));
    return bytes ? or_fail(decode_id_owner(*bytes)).alias_of.value_or(id) : id;
  }

  const Reads& reads_;
  const Tenant& tenant_;
  const SubjectId& subject_;
  const SubjectSeriesFilter& filter_;
  const keys::Partition partition_;
  const keys::Scope scope_;
};

}  // namespace

bool SubjectSeriesFilter::admits(const SubjectSeries& series) const {
  return (!kind || *kind == series.kind) && (!activity || *activity == series.activity);
}

bool subject_hours(const Reads& reads, const Tenant& tenant, const SubjectId& subject,
                   const SubjectSeriesFilter& filter, QuarterRange range, Timestamp as_of,
                   const VisitSubjectQuarter& visit) {
  const Reader reader(reads, tenant, subject, filter);
  const Quarter now = quarter_of(as_of);
  if (!reader.stored({range.from, std::min(range.to, now)}, visit)) return false;
  if (now < range.from || range.to <= now) return true;
  const auto sums = reader.exact(now, as_of);
  if (!sums) return false;
  for (const auto& [series, time] : *sums) {
    if (!visit(series, now, time)) return false;
  }
  return true;
}

}  // namespace muster::projections
