#include "projections/queries.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "projections/codec.h"
#include "projections/flags.h"
#include "projections/index_keys.h"
#include "projections/mention_keys.h"
#include "projections/seen.h"
#include "schemas/ids.h"

namespace muster::projections {
namespace {

constexpr std::ptrdiff_t kGetsAtMost = 16;  // beyond, one scan over the subject's days is cheaper
constexpr Day kWalkAtMost = 400;

std::vector<SessionId> ids_of(const SessionRow& row) {
  std::vector<SessionId> ids{row.id};
  for (const Alias& a : row.aliases) ids.push_back(a.id);
  return ids;
}

Timestamp since_of(const SessionRow& row, const SessionId& id) {
  for (const Alias& a : row.aliases) {
    if (a.id == id) return a.since;
  }
  return row.started_at;
}

// The newest check-in of the id by as_of that acted on the session.
Timestamp last_check_in(const Reads& reads, const keys::Scope& scope, const SessionRow& row, const SessionId& id,
                        Timestamp as_of) {
  Timestamp found = kBeginning;
  const std::string token = keys::token_of_id(id);
  const std::size_t prefix = keys::mentions_of(scope, token).size();
  reads.scan_back(Family::mentions, keys::mention_from(scope, token, row.started_at),
                  keys::mention_from(scope, token, as_of + Duration{1}), [&](std::string_view key, std::string_view) {
                    const auto ref = keys::parse_event(key.substr(prefix));
                    if (!ref || ref->type != EventType::checkin) return true;
                    const auto bytes = reads.get(Family::history, keys::history(scope, *ref));
                    if (!bytes) return true;
                    const HistoryRow past = or_fail(decode_history(*bytes));
                    const bool acted = past.outcome == Outcome::opened || past.outcome == Outcome::refreshed ||
                                       past.outcome == Outcome::already_active;
                    if (!acted || past.session != row.id.view()) return true;
                    found = ref->time;
                    return false;
                  });
  return found;
}

// Follows what vouches for one session through the days.
class Gatherer {
 public:
  Gatherer(const Reads& reads, keys::Partition p, const SessionRow& row)
      : reads_(reads), row_(row), scope_(keys::scope(p, row.tenant, row.subject)), ids_(ids_of(row)) {}

  void days(Day from, Day to) {
    if ((to - from + 1) * std::ssize(ids_) > kGetsAtMost) return scan(from, to);
    for (Day d = from; d <= to; ++d) day(d);
  }

  void day(Day d) {
    for (const SessionId& id : ids_) {
      const auto bytes = reads_.get(Family::liveness, keys::liveness(scope_, d, id));
      if (bytes) add(id, *bytes);
    }
  }

  // On from the days up to `to`, as long as what matters is alive at their end: what began before `before` and
  // is not vouched for up to there, since a voucher of a later day may yet fill its grace.
  void reach_on(Day to, Timestamp before, Timestamp activities_before) {
    // Cut at midnight, every midnight; but a check-in's voucher of a final kind stands whole on its first day.
    const Day last = row_.policy.liveness == Liveness::final ? std::numeric_limits<Day>::max() : to + kWalkAtMost;
    for (Day until = to; (until = std::min(alive_on(to, before, activities_before), last)) > to; to = until) {
      days(to + 1, until);
    }
  }

  Vouched take() { return std::move(out_); }

 private:
  Day alive_on(Day to, Timestamp before, Timestamp activities_before) const {
    const auto reach = [&to](const Components& all, Timestamp until) {
      for (const Component& c : all) {
        if (c.start < until && c.counted_to < until) to = std::max(to, day_of(c.alive_to));
      }
    };
    if (row_.policy.liveness != Liveness::no) reach(out_.all, before);
    for (const auto& [activity, all] : out_.by_activity) reach(all, activities_before);
    return to;
  }
  void scan(Day from, Day to) {
    for (const SessionId& id : ids_) {
      reads_.scan(Family::liveness, keys::liveness(scope_, from, id), keys::liveness(scope_, to + 1, id),
                  [&](std::string_view, std::string_view bytes) {
                    add(id, bytes);
                    return true;
                  });
    }
  }
  void add(const SessionId& id, std::string_view bytes) {
    gather(row_, id, or_fail(decode_day_liveness(bytes)), out_);
  }

  const Reads& reads_;
  const SessionRow& row_;
  const keys::Scope scope_;
  const std::vector<SessionId> ids_;
  Vouched out_;
};

// A session that is over says in `days` until when it was alive.
std::optional<Timestamp> stored_end(const Reads& reads, const SessionRow& row) {
  const Timestamp start = shown_start(row);
  const auto bytes =
      reads.get(Family::days, keys::day_entry(row.tenant, {0, day_of(start)}, {start, row.subject, row.id}));
  if (!bytes) return std::nullopt;
  return or_fail(decode_day_entry(*bytes)).over_from;
}

Timestamp last_needed(const Reads& reads, const SessionRow& row, Timestamp as_of) {
  if (row.policy.liveness != Liveness::no) {
    // `days` tells the shown end; an amended one is not where vouching ended, and what it vouches for
    // itself begins where the vouchers before it end.
    if (row.corrections.ended_at) return std::max(as_of, *row.corrections.ended_at);
    return stored_end(reads, row).value_or(as_of);
  }
  // Silence ends nothing here: the days only say what was last seen, and which activities.
  const std::optional<Ending> end = computed_ending(row, {});
  if (!end) return as_of;
  return std::min(as_of, std::max(end->at, row.corrections.ended_at.value_or(end->at)));
}

}  // namespace

keys::Partition partition_of(const Reads& reads, const Tenant& tenant, const SubjectId& subject) {
  const auto text = reads.get(Family::meta, keys::kPartitions);
  std::uint32_t partitions = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), partitions);
  if (partitions == 0) throw ReadFailure(corrupt_row("meta"));
  return muster::partition_of(tenant.str() + "/" + subject.str(), partitions);
}

std::vector<SessionPlace> find_session(const Reads& reads, const Tenant& tenant, const SessionId& id) {
  std::vector<SessionPlace> found;
  const std::string prefix = keys::ids_of(tenant, id);
  reads.scan(Family::ids, prefix, prefix_end(prefix), [&](std::string_view key, std::string_view bytes) {
    const auto subject = keys::parse_id(key);
    if (!subject) throw ReadFailure(corrupt_row("ids"));
    const IdOwner owner = or_fail(decode_id_owner(bytes));
    found.push_back({owner.partition, *subject, owner.alias_of.value_or(id)});
    return true;
  });
  return found;
}

std::optional<StoredSession> read_session(const Reads& reads, const Tenant& tenant, const SessionPlace& at) {
  const auto scope = keys::scope(at.partition, tenant, at.subject);
  const auto bytes = reads.get(Family::sessions, keys::session(scope, at.session));
  if (!bytes) return std::nullopt;
  return std::optional<StoredSession>(std::in_place, or_fail(decode_session(*bytes)), row_version(*bytes));
}

Vouched vouched(const Reads& reads, keys::Partition partition, const SessionRow& row, Day from, Day to) {
  Gatherer gatherer(reads, partition, row);
  gatherer.days(from, to);
  return gatherer.take();
}

Vouched vouched(const Reads& reads, keys::Partition partition, const SessionRow& row, Timestamp as_of) {
  Gatherer gatherer(reads, partition, row);
  // An amended start may be of an earlier day, on which activities were named.
  const Day from = day_of(std::min(row.started_at, shown_start(row)));
  // What the check-in vouched for decides the deadline, also before it, in the time that an amended start adds.
  const Day to = std::max(day_of(row.started_at), day_of(last_needed(reads, row, as_of)));
  gatherer.days(from, to);
  // In the time that an amended end adds the deadline is shown, which all vouchers make.
  const bool over = row.end && row.end->at <= as_of && !row.corrections.ended_at;
  const Timestamp before = over ? row.end->at : kEndOfTime;
  gatherer.reach_on(to, before, std::min(before, as_of));
  Vouched out = gatherer.take();
  settle_last_seen(reads, keys::scope(partition, row.tenant, row.subject), row, as_of, out);
  return out;
}

void settle_last_seen(const Reads& reads, const keys::Scope& scope, const SessionRow& row, Timestamp as_of,
                      Vouched& by) {
  const auto counts = [&](Timestamp t) { return counted(row, by.all, t); };
  if (by.last_seen > as_of || !counts(by.last_seen)) {
    by.last_seen = kBeginning;
    Timestamp to = as_of;
    if (const auto end = fold_ending(row, by.all)) to = std::min(to, end->effective - Duration{1});
    for (const SessionId& id : ids_of(row)) {
      const Timestamp since = since_of(row, id);
      const auto last = last_seen(reads, scope, id, std::max(since, by.last_seen), to, counts);
      if (last) by.last_seen = *last;
    }
  }
  if (row.last_check_in <= as_of) return;
  for (const SessionId& id : ids_of(row)) {
    by.last_seen = std::max(by.last_seen, last_check_in(reads, scope, row, id, as_of));
  }
}

std::optional<Evidence> read_evidence(const Reads& reads, keys::Partition partition, const SessionRow& row) {
  const auto scope = keys::scope(partition, row.tenant, row.subject);
  const auto bytes = reads.get(Family::evidence, keys::evidence(scope, row.id));
  if (!bytes) return std::nullopt;
  return or_fail(decode_evidence(*bytes));
}

std::optional<ShownSession> show_session(const Reads& reads, const Tenant& tenant, const SessionPlace& at,
                                         Timestamp as_of) {
  auto stored = read_session(reads, tenant, at);
  if (!stored) return std::nullopt;
  Vouched by = vouched(reads, at.partition, stored->row, as_of);
  auto shown = view(stored->row, by, as_of);
  if (!shown) return std::nullopt;
  add_flags(stored->row, by, read_evidence(reads, at.partition, stored->row), as_of, *shown);
  return std::optional<ShownSession>(std::in_place, at, std::move(*stored), std::move(by), std::move(*shown));
}

}  // namespace muster::projections
