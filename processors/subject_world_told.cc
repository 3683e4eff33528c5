// What check-ins have said of a session that is in no checkpoint, as of a time: told again from the history.
#include <algorithm>
#include <tuple>
#include <utility>

#include "processors/subject_world.h"
#include "projections/mention_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Outcome;
using projections::SessionRow;

namespace {

// Which fields are still to be heard of. What a row has not in the end, no check-in has given it.
struct Wanted {
  bool activity, device, service_type, notes, labels, last_check_in = true;

  explicit Wanted(const SessionRow& whole, bool blank)
      : activity(blank || !whole.activity.empty()), device(whole.device), service_type(whole.service_type),
        notes(whole.notes), labels(!whole.labels.empty()) {}

  bool any() const { return activity || device || service_type || notes || labels || last_check_in; }
  void got(const CheckIn& in) {
    activity &= !in.activity;
    device &= !in.device;
    service_type &= !in.service_type;
    notes &= !in.notes;
    labels &= in.labels.empty();
    last_check_in = false;
  }
};

bool told_it(Outcome o) { return o == Outcome::opened || o == Outcome::refreshed || o == Outcome::already_active; }

}  // namespace

// Before t, the latest per field; of those that `whole` has.
void SubjectWorld::retell(SessionRow& row, const SessionRow& whole, Timestamp t) const {
  std::vector<Past> told;
  const auto kind = s_.head.kinds.find(row.kind);
  const auto collect = [&](const SessionId& id) {
    Wanted wanted(whole, kind == s_.head.kinds.end() || kind->second.blank);
    Timestamp last = t;
    history_.mentions_back(keys::token_of_id(id), row.started_at, t, [&](const projections::EventRef& ref) {
      if (!wanted.any() && ref.time < last) return false;  // those of one time are not in the order of the fold
      last = ref.time;
      auto past = ref.type == EventType::checkin ? history_.past(ref) : std::nullopt;
      if (!past || past->row.session != row.id.view() || !told_it(past->row.outcome)) return true;
      wanted.got(std::get<CheckIn>(past->event.data));
      told.push_back(std::move(*past));
      return true;
    });
  };
  collect(row.id);
  for (const auto& alias : row.aliases) collect(alias.id);
  std::sort(told.begin(), told.end(), [](const Past& a, const Past& b) {
    return std::tie(a.event.env.time, a.event.env.id, a.event.env.source) <
           std::tie(b.event.env.time, b.event.env.id, b.event.env.source);
  });
  row.activity.clear();
  row.device.reset();
  row.service_type.reset();
  row.notes.reset();
  row.labels.clear();
  row.last_check_in = {};
  for (const Past& past : told) refresh(row, past.event.env.time, std::get<CheckIn>(past.event.data));
  if (!row.end || row.end->by.time >= t) return;
  const auto closing = history_.past(row.end->by);
  const auto* out = closing ? std::get_if<CheckOut>(&closing->event.data) : nullptr;
  if (out != nullptr && out->notes) row.notes = out->notes;
}

// A row as it is before `to`, with what the stored one, alike until then, has of later.
SessionRow SubjectWorld::with_what_is_later(SessionRow row, const SessionRow& stored, Timestamp to) const {
  const bool ended_later = stored.end && stored.end->by.time >= to;
  row.end = stored.end;
  row.check_out_position = stored.check_out_position;
  row.sealed = stored.sealed;
  row.aliases = stored.aliases;
  row.flags = stored.flags;
  if (!ended_later && stored.last_check_in < to) return row;
  SessionRow whole = stored;  // and what it has not been told yet
  if (whole.activity.empty()) whole.activity = row.activity;
  if (!whole.device) whole.device = row.device;
  if (!whole.service_type) whole.service_type = row.service_type;
  if (!whole.notes) whole.notes = row.notes;
  if (whole.labels.empty()) whole.labels = row.labels;
  retell(row, whole, kEndOfTime);
  return row;
}

}  // namespace muster::processors
