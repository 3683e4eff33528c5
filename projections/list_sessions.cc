#include "projections/list_sessions.h"

#include <algorithm>

#include "projections/candidates.h"

namespace muster::projections {
bool worth_reading(const ListRequest& r, const Candidate& c) {
  if (!c.active) return r.filter.may_be_of(c.key.subject);
  const bool due = c.active->deadline && *c.active->deadline <= r.as_of;
  if (due && only_active(r)) return false;
  return r.filter.may_be(c.key.subject, c.active->kind, c.active->place_id);
}

std::optional<ShownSession> match(const Reads& reads, const ListRequest& r, const Candidate& c) {
  if (!worth_reading(r, c)) return std::nullopt;
  auto shown = show_session(reads, r.tenant, {c.partition, c.key.subject, c.key.session}, r.as_of);
  if (!shown || !r.filter.matches(*shown, r.as_of)) return std::nullopt;
  return shown;
}

bool entries_suffice(const ListRequest& r) {
  const SessionFilter& f = r.filter;
  return r.live && only_active(r) && !f.device && !f.flag && !f.review && !f.from && !f.to && !f.min_duration;
}

bool SessionFilter::may_be(const SubjectId& who, const Kind& of_kind, const PlaceId& at) const {
  return (!kind || *kind == of_kind) && (!place || *place == at) && may_be_of(who);
}

bool SessionFilter::may_be_of(const SubjectId& who) const {
  return (!subject || *subject == who) && (!subjects || subjects(who));
}

bool SessionFilter::matches(const ShownSession& s, Timestamp as_of) const {
  const SessionRow& row = s.stored.row;
  if (kind && *kind != row.kind) return false;  // the subject was asked about before the row was read
  if (place && (!row.place || *place != row.place->place_id)) return false;
  if (device && (!row.device || row.device->device_id != *device)) return false;
  const auto& flags = s.view.flags;
  if (flag && std::none_of(flags.begin(), flags.end(), [&](const Flag& f) { return f.name == *flag; })) return false;
  if (review && s.view.review != *review) return false;
  const SessionStatus status = s.view.status;
  if (statuses.empty() ? status == SessionStatus::voided
                       : std::find(statuses.begin(), statuses.end(), status) == statuses.end()) {
    return false;
  }
  const Timestamp start = s.view.started_at;
  const Timestamp end = status == SessionStatus::voided ? start : s.view.ended_at.value_or(as_of);
  if (to && start >= *to) return false;
  if (from && end <= *from && start < *from) return false;
  return !min_duration || end - start >= *min_duration;
}

SessionPage list_sessions(const Reads& reads, const ListRequest& request) {
  SessionPage page;
  std::size_t scanned = 0;
  std::optional<keys::SessionKey> last;
  for_each_candidate(reads, request, [&](const Candidate& c) {
    // What can't be on the list, as of somebody out of sight, is no reason for another page.
    const bool full = page.items.size() == request.limit;
    if ((full && worth_reading(request, c)) || scanned == request.scan_at_most) {
      page.next = last;
      return false;
    }
    ++scanned;
    if (full) {
      last = c.key;
      return true;
    }
    if (auto shown = match(reads, request, c)) page.items.push_back(std::move(*shown));
    last = c.key;
    return true;
  });
  return page;
}

bool for_each_session(const Reads& reads, const ListRequest& request, const VisitSession& visit) {
  std::size_t scanned = 0;
  bool all = true;
  for_each_candidate(reads, request, [&](const Candidate& c) {
    all = scanned++ < request.scan_at_most;
    if (!all) return false;
    auto shown = match(reads, request, c);
    return !shown || visit(std::move(*shown));
  });
  return all;
}

Count count_sessions(const Reads& reads, const ListRequest& request) {
  ListRequest all = request;
  all.after.reset();
  const bool from_entries = entries_suffice(all);
  Count counted;
  std::size_t scanned = 0;
  for_each_candidate(reads, all, [&](const Candidate& c) {
    if (counted.count == kCountedExactly || scanned == request.scan_at_most) {
      counted.exact = false;
      return false;
    }
    ++scanned;
    if (from_entries ? worth_reading(all, c) : match(reads, all, c).has_value()) ++counted.count;
    return true;
  });
  return counted;
}

}  // namespace muster::projections
