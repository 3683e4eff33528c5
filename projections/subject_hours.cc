#include <algorithm>
#include <set>
#include <utility>

#include "projections/codec.h"
#include "projections/hours.h"
#include "projections/index_keys.h"

namespace muster::projections {
namespace {

using Name = std::pair<Kind, std::string>;
using Series = std::map<Name, std::map<Quarter, Duration>>;

Day day_of_quarter(Quarter q) { return day_of(start_of_quarter(q)); }

// Adds up the edges of one series from its beginning and keeps the quarters of the range.
std::map<Quarter, Duration> add_up(const Edges& edges, QuarterRange range) {
  std::map<Quarter, Duration> counted;
  std::int64_t running = 0;
  auto edge = edges.by_quarter().begin();
  const auto end = edges.by_quarter().end();
  for (; edge != end && edge->first < range.from; ++edge) {
    running += edge->second[static_cast<std::size_t>(Column::count)];
  }
  for (Quarter q = range.from; q < range.to; ++q) {
    std::int64_t ms = 0;
    if (edge != end && edge->first == q) {
      running += edge->second[static_cast<std::size_t>(Column::count)];
      ms = edge->second[static_cast<std::size_t>(Column::ms)];
      ++edge;
    }
    const Duration time = running * kQuarter + Duration{ms};
    if (time != Duration{}) counted.emplace(q, time);
  }
  return counted;
}

class Reader {
 public:
  Reader(const Reads& reads, const Tenant& tenant, const SubjectId& subject)
      : reads_(reads), tenant_(tenant), subject_(subject), partition_(partition_of(reads, tenant, subject)),
        scope_(keys::scope(partition_, tenant, subject)) {}

  // Quarters that are over: from the stored edges.
  void add_stored(QuarterRange range, Series& into) const {
    if (range.from >= range.to) return;
    std::string next = scope_.bytes;
    while (const auto name = first_series(next)) {
      const std::string prefix = keys::hours_of(scope_, name->first, name->second);
      auto counted = add_up(edges_until(*name, prefix, day_of_quarter(range.to - 1)), range);
      if (!counted.empty()) into[*name] = std::move(counted);
      next = prefix_end(prefix);
    }
  }

  // The quarter that holds as_of: from the sessions that are in it.
  void add_exact(Quarter q, Timestamp as_of, Series& into) const {
    for (const SessionId& id : sessions_about(start_of_quarter(q), as_of)) {
      const auto stored = read_session(reads_, tenant_, {partition_, subject_, id});
      if (!stored || !stored->row.policy.counts) continue;
      const SessionRow& row = stored->row;
      const Vouched by = vouched(reads_, partition_, row, as_of);
      const auto in = cut_to(presence(row, by.all), start_of_quarter(q), as_of);
      add({row.kind, ""}, q, total(in), into);
      for (const auto& [activity, components] : by.by_activity) {
        add({row.kind, activity}, q, total(presence_in(in, components)), into);
      }
    }
  }

 private:
  static void add(Name name, Quarter q, Duration time, Series& into) {
    if (time > Duration{}) into[std::move(name)][q] += time;
  }

  std::optional<Name> first_series(const std::string& from) const {
    std::optional<Name> found;
    reads_.scan(Family::hours, from, prefix_end(scope_.bytes), [&](std::string_view key, std::string_view) {
      const auto at = keys::parse_hours(key.substr(scope_.bytes.size()));
      if (!at) throw ReadFailure(corrupt_row("hours"));
      found = Name{at->kind, at->activity};
      return false;
    });
    return found;
  }

  Edges edges_until(const Name& name, const std::string& prefix, Day last) const {
    Edges edges;
    const std::string end = keys::hours(scope_, name.first, name.second, last + 1);
    reads_.scan(Family::hours, prefix, end, [&](std::string_view key, std::string_view value) {
      const auto at = keys::parse_hours(key.substr(scope_.bytes.size()));
      if (!at) throw ReadFailure(corrupt_row("hours"));
      or_fail(decode_edges(value, at->day, edges));
      return true;
    });
    return edges;
  }

  // Active ones, ones that are over, and whatever is vouched for on that day.
  std::set<SessionId> sessions_about(Timestamp from, Timestamp as_of) const {
    std::set<SessionId> ids;
    const std::string active = keys::active_of_subject(tenant_, subject_);
    reads_.scan(Family::active, active, active + keys::session_key_from(as_of), [&](std::string_view key, auto) {
      if (const auto at = keys::parse_own_key(key.substr(active.size()))) ids.insert(at->session);
      return true;
    });
    const Day day = day_of(from);
    const std::string over = keys::days(tenant_, day), own = keys::day_of_subject(tenant_, day, subject_);
    reads_.scan(Family::days, own, prefix_end(own), [&](std::string_view key, std::string_view) {
      const auto at = keys::parse_day_entry(key.substr(over.size()));
      if (at && at->start < as_of) ids.insert(at->session);
      return true;
    });
    const std::string alive = keys::alive_on(scope_, day);
    reads_.scan(Family::liveness, alive, prefix_end(alive), [&](std::string_view key, std::string_view) {
      if (const auto at = keys::parse_alive(key.substr(scope_.bytes.size()))) ids.insert(owner_of(at->session));
      return true;
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
  const keys::Partition partition_;
  const keys::Scope scope_;
};

}  // namespace

std::vector<SubjectHours> subject_hours(const Reads& reads, const Tenant& tenant, const SubjectId& subject,
                                        QuarterRange range, Timestamp as_of) {
  Series series;
  const Reader reader(reads, tenant, subject);
  const Quarter now = quarter_of(as_of);
  reader.add_stored({range.from, std::min(range.to, now)}, series);
  if (range.from <= now && now < range.to) reader.add_exact(now, as_of, series);
  std::vector<SubjectHours> out;
  for (auto& [name, counted] : series) out.push_back({name.first, name.second, std::move(counted)});
  return out;
}

}  // namespace muster::projections
