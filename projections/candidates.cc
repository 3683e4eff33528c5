#include "projections/candidates.h"

#include <algorithm>
#include <set>

#include "projections/codec.h"

namespace muster::projections {
namespace {

constexpr Timestamp kEver = from_ms(INT64_MIN);
constexpr Day kDaysAtMost = 400;  // beyond, all of a subject's sessions are fewer reads

struct ByOrder {
  bool newest_first;
  bool operator()(const Candidate& a, const Candidate& b) const {
    return newest_first ? b.key < a.key : a.key < b.key;
  }
};
using Sorted = std::set<Candidate, ByOrder>;

class Walk {
 public:
  Walk(const Reads& reads, const ListRequest& request, const VisitCandidate& visit)
      : reads_(reads), r_(request), f_(request.filter), visit_(visit) {}

  void run() {
    if (!f_.subject && r_.live && marked()) return by_mark();
    if (only_active(r_)) return f_.subject ? own_active() : active();
    if (f_.subject) return own();
    if (!f_.from) return begun(kEver, end());
    r_.newest_first ? begun(*f_.from, end()) : earlier();
    if (go_on_) r_.newest_first ? earlier() : begun(*f_.from, end());
  }

 private:
  // Marks say what is so now; under an earlier as_of a review may have waited that no longer does.
  bool marked() const { return f_.flag || f_.review == ReviewState::pending; }

  void by_mark() {
    const std::string prefix = keys::marks(r_.tenant, f_.flag ? name_of(*f_.flag) : keys::kPending);
    ordered(Family::marks, prefix, kEver, end(), [&](const keys::SessionKey& at, std::string_view value) {
      return give({at, partition_in(value), {}});
    });
  }

  static keys::Partition partition_in(std::string_view value) {
    const auto partition = keys::parse_partition_value(value);
    if (!partition) throw ReadFailure(corrupt_row("index"));
    return *partition;
  }

  Timestamp end() const {
    const Timestamp now = r_.as_of + Duration{1};
    return f_.to ? std::min(*f_.to, now) : now;
  }

  bool give(const Candidate& c) { return go_on_ = visit_(c); }

  bool is_after(const keys::SessionKey& k) const {
    return !r_.after || (r_.newest_first ? k < *r_.after : *r_.after < k);
  }

  using Each = std::function<bool(const keys::SessionKey&, std::string_view value)>;

  // Entries prefix + session_key with start in [from, to), after the position, in the list's order.
  void ordered(Family family, const std::string& prefix, Timestamp from, Timestamp to, const Each& each) {
    std::string begin = prefix + keys::session_key_from(from), stop = prefix + keys::session_key_from(to);
    if (r_.after) {
      const std::string position = prefix + keys::session_key(*r_.after);
      r_.newest_first ? stop = std::min(stop, position) : begin = std::max(begin, position + '\0');
    }
    if (begin >= stop) return;
    const Visit visit = [&](std::string_view key, std::string_view value) {
      const auto at = keys::parse_session_key(key.substr(prefix.size()));
      if (!at) throw ReadFailure(corrupt_row("index"));
      return each(*at, value);
    };
    r_.newest_first ? reads_.scan_back(family, begin, stop, visit) : reads_.scan(family, begin, stop, visit);
  }

  static Candidate listed_active(keys::SessionKey at, std::string_view value) {
    ActiveEntry entry = or_fail(decode_active_entry(value));
    return {std::move(at), entry.partition, std::move(entry)};
  }

  void active() {
    const std::string prefix = f_.place  ? keys::active_at_place(r_.tenant, *f_.place)
                               : f_.kind ? keys::active_of_kind(r_.tenant, *f_.kind)
                                         : keys::active(r_.tenant);
    ordered(Family::active, prefix, kEver, end(),
            [&](const keys::SessionKey& at, std::string_view value) { return give(listed_active(at, value)); });
  }

  // All sessions by their start, of whomever.
  void begun(Timestamp from, Timestamp to) {
    ordered(Family::starts, keys::starts(r_.tenant), from, to, [&](const keys::SessionKey& at, std::string_view value) {
      return give({at, partition_in(value), {}});
    });
  }

  // What began before `from` and reached into it: it is active still, or stands on the day of `from`.
  void earlier() {
    if (r_.after && !r_.newest_first && r_.after->start >= *f_.from) return;  // pages ago
    Sorted found{ByOrder{r_.newest_first}};
    ordered(Family::active, keys::active(r_.tenant), kEver, *f_.from,
            [&](const keys::SessionKey& at, std::string_view value) { return add(found, listed_active(at, value)); });
    add_days(found, day_of(*f_.from), day_of(*f_.from), *f_.from);
    give_all(found, kEver, *f_.from);
  }

  void own_active() {
    Sorted found{ByOrder{r_.newest_first}};
    add_own_active(found);
    give_all(found, kEver, end());
  }

  void own() {
    Sorted found{ByOrder{r_.newest_first}};
    const bool voided =
        std::find(f_.statuses.begin(), f_.statuses.end(), SessionStatus::voided) != f_.statuses.end();
    const Day last = day_of(end() - Duration{1});
    if (f_.from && !voided && last - day_of(*f_.from) <= kDaysAtMost) {
      add_own_active(found);
      add_days(found, day_of(*f_.from), last, end());
    } else {
      add_all_own(found);
    }
    give_all(found, kEver, end());
  }

  // What no index has in the list's order is collected and sorted, as long as it is not too much.
  bool too_many() const { return collected_ > r_.scan_at_most; }
  bool add(Sorted& found, Candidate c) {
    ++collected_;
    if (is_after(c.key)) found.insert(std::move(c));
    return !too_many();
  }

  void add_own_active(Sorted& found) {
    const std::string prefix = keys::active_of_subject(r_.tenant, *f_.subject);
    reads_.scan(Family::active, prefix, prefix + keys::session_key_from(end()),
                [&](std::string_view key, std::string_view value) {
                  auto at = keys::parse_own_key(key.substr(prefix.size()));
                  if (!at) throw ReadFailure(corrupt_row("active"));
                  at->subject = *f_.subject;
                  return add(found, listed_active(std::move(*at), value));
                });
  }

  void add_days(Sorted& found, Day first, Day last, Timestamp before) {
    for (int level = 0; level < keys::kLevels; ++level) {
      const std::int32_t end = keys::bucket_of(last, level);
      for (std::int32_t n = keys::bucket_of(first, level); n <= end && !too_many(); ++n) add_bucket(found, {level, n}, before);
    }
  }

  void add_bucket(Sorted& found, keys::Bucket bucket, Timestamp before) {
    const std::string day = keys::days(r_.tenant, bucket);
    const std::string prefix = f_.subject ? keys::day_of_subject(r_.tenant, bucket, *f_.subject) : day;
    reads_.scan(Family::days, prefix, prefix_end(prefix), [&](std::string_view key, std::string_view value) {
      auto at = keys::parse_day_entry(key.substr(day.size()));
      if (!at) throw ReadFailure(corrupt_row("days"));
      const DayEntry entry = or_fail(decode_day_entry(value));
      const bool reaches = !f_.from || entry.over_from > *f_.from || at->start >= *f_.from;
      if (at->start < before && reaches) return add(found, {std::move(*at), entry.partition, {}});
      return ++collected_ <= r_.scan_at_most;
    });
  }

  void add_all_own(Sorted& found) {
    const keys::Partition p = partition_of(reads_, r_.tenant, *f_.subject);
    const std::string prefix = keys::scope(p, r_.tenant, *f_.subject).bytes;
    reads_.scan(Family::sessions, prefix, prefix_end(prefix), [&](std::string_view, std::string_view value) {
      const SessionRow row = or_fail(decode_session(value));
      const Timestamp start = shown_start(row);
      if (start < end()) return add(found, {{start, row.subject, row.id}, p, {}});
      return ++collected_ <= r_.scan_at_most;
    });
  }

  // Too many to sort: pages go through all that began in [from, to), which is in order, and may be short.
  void give_all(const Sorted& found, Timestamp from, Timestamp to) {
    if (too_many()) return begun(from, to);
    for (auto it = found.begin(); go_on_ && it != found.end(); ++it) give(*it);
  }

  const Reads& reads_;
  const ListRequest& r_;
  const SessionFilter& f_;
  const VisitCandidate& visit_;
  std::size_t collected_ = 0;
  bool go_on_ = true;
};

}  // namespace

bool only_active(const ListRequest& request) {
  const auto& wanted = request.filter.statuses;
  return (request.live || request.goes_on) && wanted.size() == 1 && wanted.front() == SessionStatus::active;
}

void for_each_candidate(const Reads& reads, const ListRequest& request, const VisitCandidate& visit) {
  Walk(reads, request, visit).run();
}

}  // namespace muster::projections
