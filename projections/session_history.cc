#include "projections/session_history.h"

#include <algorithm>
#include <set>
#include <utility>

#include "projections/codec.h"
#include "projections/evidence.h"
#include "projections/mention_keys.h"
#include "projections/outcomes.h"
#include "projections/seen.h"
#include "schemas/topics.h"

namespace muster::projections {
namespace {

struct Range {  // [from, to)
  Timestamp from{}, to{};
  Timestamp accepted_from = Timestamp::min();  // of fixes
  bool holds(Timestamp t) const { return from <= t && t < to; }
};

void add_mentions(const Reads& reads, const keys::Scope& scope, const std::string& token, Range range,
                  std::size_t limit, std::set<EventRef>& into) {
  const std::string prefix = keys::mentions_of(scope, token);
  std::size_t found = 0;
  reads.scan(Family::mentions, keys::mention_from(scope, token, range.from), keys::mention_from(scope, token, range.to),
             [&](std::string_view key, std::string_view) {
               const auto event = keys::parse_event(key.substr(prefix.size()));
               if (!event) throw ReadFailure(corrupt_row("mentions"));
               into.insert(*event);
               return ++found < limit;
             });
}

std::set<EventRef> events_of(const Reads& reads, const keys::Scope& scope, const SessionRow& row, Range range,
                             std::size_t limit) {
  std::set<EventRef> events;
  add_mentions(reads, scope, keys::token_of_id(row.id), range, limit, events);
  add_mentions(reads, scope, keys::token_of_correction(row.id), range, limit, events);
  for (const Alias& a : row.aliases) add_mentions(reads, scope, keys::token_of_id(a.id), range, limit, events);
  if (row.end && range.holds(row.end->by.time)) events.insert(row.end->by);
  return events;
}

void add_copies(const Reads& reads, const keys::Scope& scope, const EventRef& event, Range range,
                std::vector<HistoryLine>& into) {
  const auto bytes = reads.get(Family::identities, keys::identity(scope, event.type, event.source, event.id));
  if (!bytes) return;
  const IdentityRow identity = or_fail(decode_identity(*bytes));
  std::set<std::pair<Timestamp, Outcome>> told;  // two that conflict at one time are one line
  for (const IdentityCopy& copy : identity.copies) {
    const Outcome outcome = copy.data_digest == identity.data_digest ? Outcome::repeated : Outcome::id_conflict;
    if (!range.holds(copy.time) || !told.emplace(copy.time, outcome).second) continue;
    EventRef at = event;
    at.time = copy.time;
    into.push_back({std::move(at), outcome, {}, {}, ""});
  }
}

void add_fixes(const Reads& reads, const keys::Scope& scope, const SessionId& id, Range range, std::size_t limit,
               std::vector<TrailFix>& into) {
  if (range.from >= range.to) return;
  std::size_t found = 0;
  reads.scan(Family::trail, keys::trail(scope, id, range.from, 0), keys::trail(scope, id, range.to, 0),
             [&](std::string_view, std::string_view value) {
               TrailFix fix = or_fail(decode_trail_fix(value));
               if (fix.source != FixSource::location || fix.ingesttime < range.accepted_from) return true;
               into.push_back(std::move(fix));
               return ++found < limit;
             });
}

void add_locations(const Reads& reads, const keys::Scope& scope, const SessionId& id, Range range, std::size_t limit,
                   std::vector<SignLine>& into) {
  std::vector<TrailFix> fixes;
  add_fixes(reads, scope, id, range, limit, fixes);
  std::sort(fixes.begin(), fixes.end(), before);
  fixes.erase(std::unique(fixes.begin(), fixes.end(), same_location), fixes.end());
  for (TrailFix& fix : fixes) into.push_back({id, fix.time, std::move(fix), {}});
}

// Behind the locations of the id, from `first` on; times at which one of these was heard are its.
void add_pings(const Reads& reads, const keys::Scope& scope, const SessionId& id, Range range, std::size_t limit,
               std::size_t first, std::vector<SignLine>& into) {
  std::vector<Timestamp> located;
  for (std::size_t i = first; i < into.size(); ++i) located.push_back(into[i].time);
  each_seen(reads, scope, id, range.from, range.to, [&](Timestamp t) {
    if (!std::binary_search(located.begin(), located.end(), t)) into.push_back({id, t, {}, {}});
    return into.size() - first < limit + located.size();
  });
}

}  // namespace

std::vector<SignLine> session_signs(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                    const Components& vouched, Timestamp from, Timestamp to, std::size_t limit,
                                    Timestamp accepted_from) {
  std::vector<SignLine> lines;
  const auto scope = keys::scope(partition, row.tenant, row.subject);
  const auto add = [&](const SessionId& id) {
    const std::size_t first = lines.size();
    add_locations(reads, scope, id, {from, to, accepted_from}, limit, lines);
    add_pings(reads, scope, id, {from, to}, limit, first, lines);
  };
  if (from < to) {
    add(row.id);
    for (const Alias& a : row.aliases) add(a.id);
  }
  std::stable_sort(lines.begin(), lines.end(), [](const SignLine& a, const SignLine& b) { return a.time < b.time; });
  if (lines.size() > limit) lines.resize(limit);
  for (SignLine& line : lines) line.outcome = outcome_of_sign(&row, vouched, line.id, line.time);
  return lines;
}

std::vector<HistoryLine> session_history(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                         Timestamp from, Timestamp to, std::size_t limit) {
  const Range range{from, to};
  const auto scope = keys::scope(partition, row.tenant, row.subject);
  std::vector<HistoryLine> lines;
  for (const EventRef& event : events_of(reads, scope, row, range, limit)) {
    if (lines.size() >= limit) break;
    const auto bytes = reads.get(Family::history, keys::history(scope, event));
    if (!bytes) continue;
    HistoryRow h = or_fail(decode_history(*bytes));
    if (h.outcome == Outcome::accepted) h.outcome = outcome_of_correction(row, event);
    lines.push_back({event, h.outcome, h.partition, h.offset, std::move(h.record)});
    add_copies(reads, scope, event, range, lines);
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const HistoryLine& a, const HistoryLine& b) { return a.event < b.event; });
  if (lines.size() > limit) lines.resize(limit);
  return lines;
}

Duration trail_kept() { return *spec(Topic::locations).retention; }

std::vector<TrailFix> session_trail(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                    Timestamp from, Timestamp to, std::size_t limit, Timestamp accepted_from) {
  const auto scope = keys::scope(partition, row.tenant, row.subject);
  std::vector<TrailFix> fixes;
  add_fixes(reads, scope, row.id, {from, to, accepted_from}, limit, fixes);
  for (const Alias& a : row.aliases) add_fixes(reads, scope, a.id, {std::max(from, a.since), to, accepted_from}, limit, fixes);
  std::sort(fixes.begin(), fixes.end(), before);
  fixes.erase(std::unique(fixes.begin(), fixes.end(), same_location), fixes.end());
  if (fixes.size() > limit) fixes.resize(limit);
  return fixes;
}

}  // namespace muster::projections
