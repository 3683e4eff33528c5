#include "projections/session_history.h"

#include <algorithm>
#include <set>

#include "projections/codec.h"
#include "projections/evidence.h"
#include "projections/outcomes.h"

namespace muster::projections {
namespace {

void add_mentions(const Reads& reads, const keys::Scope& scope, const std::string& token, Timestamp as_of,
                  std::size_t limit, std::set<EventRef>& into) {
  const std::string prefix = keys::mentions_of(scope, token);
  std::size_t found = 0;
  reads.scan(Family::mentions, prefix, keys::mention_from(scope, token, as_of + Duration{1}),
             [&](std::string_view key, std::string_view) {
               const auto event = keys::parse_event(key.substr(prefix.size()));
               if (!event) throw ReadFailure(corrupt_row("mentions"));
               into.insert(*event);
               return ++found < limit;
             });
}

std::set<EventRef> events_of(const Reads& reads, const keys::Scope& scope, const SessionRow& row, Timestamp as_of,
                             std::size_t limit) {
  std::set<EventRef> events;
  add_mentions(reads, scope, keys::token_of_id(row.id), as_of, limit, events);
  add_mentions(reads, scope, keys::token_of_correction(row.id), as_of, limit, events);
  for (const Alias& a : row.aliases) add_mentions(reads, scope, keys::token_of_id(a.id), as_of, limit, events);
  if (row.end && row.end->by.time <= as_of) events.insert(row.end->by);
  return events;
}

void add_copies(const Reads& reads, const keys::Scope& scope, const EventRef& event, Timestamp as_of,
                std::vector<HistoryLine>& into) {
  const auto bytes = reads.get(Family::identities, keys::identity(scope, event.type, event.source, event.id));
  if (!bytes) return;
  const IdentityRow identity = or_fail(decode_identity(*bytes));
  for (const IdentityCopy& copy : identity.copies) {
    if (copy.time > as_of) continue;
    EventRef at = event;
    at.time = copy.time;
    const bool same = copy.data_digest == identity.data_digest;
    into.push_back({std::move(at), same ? Outcome::repeated : Outcome::id_conflict, {}, {}, ""});
  }
}

void add_fixes(const Reads& reads, const keys::Scope& scope, const SessionId& id, Timestamp from, Timestamp to,
               std::size_t limit, std::vector<TrailFix>& into) {
  if (from >= to) return;
  std::size_t found = 0;
  reads.scan(Family::trail, keys::trail(scope, id, from, 0), keys::trail(scope, id, to, 0),
             [&](std::string_view, std::string_view value) {
               TrailFix fix = or_fail(decode_trail_fix(value));
               if (fix.source != FixSource::location) return true;
               into.push_back(std::move(fix));
               return ++found < limit;
             });
}

}  // namespace

std::vector<HistoryLine> session_history(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                         Timestamp as_of, std::size_t limit) {
  const auto scope = keys::scope(partition, row.tenant, row.subject);
  std::vector<HistoryLine> lines;
  for (const EventRef& event : events_of(reads, scope, row, as_of, limit)) {
    if (lines.size() >= limit) break;
    const auto bytes = reads.get(Family::history, keys::history(scope, event));
    if (!bytes) continue;
    HistoryRow h = or_fail(decode_history(*bytes));
    if (h.outcome == Outcome::accepted) h.outcome = outcome_of_correction(row, event);
    lines.push_back({event, h.outcome, h.partition, h.offset, std::move(h.record)});
    add_copies(reads, scope, event, as_of, lines);
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const HistoryLine& a, const HistoryLine& b) { return a.event < b.event; });
  if (lines.size() > limit) lines.resize(limit);
  return lines;
}

std::vector<TrailFix> session_trail(const Reads& reads, keys::Partition partition, const SessionRow& row,
                                    Timestamp from, Timestamp to, std::size_t limit) {
  const auto scope = keys::scope(partition, row.tenant, row.subject);
  std::vector<TrailFix> fixes;
  add_fixes(reads, scope, row.id, from, to, limit, fixes);
  for (const Alias& a : row.aliases) add_fixes(reads, scope, a.id, std::max(from, a.since), to, limit, fixes);
  std::sort(fixes.begin(), fixes.end(), before);
  fixes.erase(std::unique(fixes.begin(), fixes.end(), same_location), fixes.end());
  if (fixes.size() > limit) fixes.resize(limit);
  return fixes;
}

}  // namespace muster::projections
