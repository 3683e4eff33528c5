#include "projections/candidates.h"

#include <algorithm>
#include <set>

#include "projections/codec.h"

namespace muster::projections {
namespace {

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
    if (only_active(r_)) return f_.subject ? own_active() : active();
    if (f_.subject) return own();
    if (!f_.from) return begun(from_ms(INT64_MIN));
    r_.newest_first ? begun(*f_.from) : earlier();
    if (go_on_) r_.newest_first ? earlier() : begun(*f_.from);
  }

 private:
  Timestamp end() const {
    const Timestamp now = r_.as_of + Duration{1};
    return f_.to ? std::min(*f_.to, now) : now;
  }

  void give(const Candidate& c) { go_on_ = visit_(c); }

  bool is_after(const keys::SessionKey& k) const {
    return !r_.after || (r_.newest_first ? k < *r_.after : *r_.after < k);
  }

  // Entries prefix + session_key with start in [from, end()), after the position, in the list's order.
  void ordered(Family family, const std::string& prefix, Timestamp from,
               const std::function<void(const keys::SessionKey&, std::string_view)>& each) {
    std::string begin = prefix + keys::session_key_from(from), stop = prefix + keys::session_key_from(end());
    if (r_.after) {
      const std::string position = prefix + keys::session_key(*r_.after);
      r_.newest_first ? stop = std::min(stop, position) : begin = std::max(begin, position + '\0');
    }
    if (begin >= stop) return;
    const Visit visit = [&](std::string_view key, std::string_view value) {
      const auto at = keys::parse_session_key(key.substr(prefix.size()));
      if (!at) throw ReadFailure(corrupt_row(std::string("index")));
      each(*at, value);
      return go_on_;
    };
    r_.newest_first ? reads_.scan_back(family, begin, stop, visit) : reads_.scan(family, begin, stop, visit);
  }

  void active() {
    const std::string prefix = f_.place  ? keys::active_at_place(r_.tenant, *f_.place)
                               : f_.kind ? keys::active_of_kind(r_.tenant, *f_.kind)
                                         : keys::active(r_.tenant);
    ordered(Family::active, prefix, from_ms(INT64_MIN), [&](const keys::SessionKey& at, std::string_view value) {
      ActiveEntry entry = or_fail(decode_active_entry(value));
      give({at, entry.partition, std::move(entry)});
    });
  }

  void begun(Timestamp from) {
    ordered(Family::starts, keys::starts(r_.tenant), from, [&](const keys::SessionKey& at, std::string_view value) {
      const auto partition = keys::parse_partition_value(value);
      if (!partition) throw ReadFailure(corrupt_row("starts"));
      give({at, *partition, {}});
    });
  }

  // What began before `from` and reached into it: it is active still, or stands on the day of `from`.
  void earlier() {
    Sorted found{ByOrder{r_.newest_first}};
    add_active(found, keys::active(r_.tenant), keys::parse_session_key, *f_.from);
    add_day(found, day_of(*f_.from), *f_.from);
    give_all(found);
  }

  void own_active() {
    Sorted found{ByOrder{r_.newest_first}};
    add_active(found, keys::active_of_subject(r_.tenant, *f_.subject), keys::parse_own_key, end());
    give_all(found);
  }

  void own() {
    Sorted found{ByOrder{r_.newest_first}};
    const bool voided =
        std::find(f_.statuses.begin(), f_.statuses.end(), SessionStatus::voided) != f_.statuses.end();
    const Day last = day_of(end() - Duration{1});
    if (f_.from && !voided && last - day_of(*f_.from) <= kDaysAtMost) {
      add_active(found, keys::active_of_subject(r_.tenant, *f_.subject), keys::parse_own_key, end());
      for (Day d = day_of(*f_.from); d <= last; ++d) add_day(found, d, end());
    } else {
      add_all_own(found);
    }
    give_all(found);
  }

  void add(Sorted& found, Candidate c) {
    if (!is_after(c.key)) return;
    found.insert(std::move(c));
    // A page looks at no more, and memory stays bounded.
    if (found.size() > kScannedAtMost + 1) found.erase(std::prev(found.end()));
  }

  template <class Parse>
  void add_active(Sorted& found, const std::string& prefix, Parse parse, Timestamp before) {
    reads_.scan(Family::active, prefix, prefix + keys::session_key_from(before),
                [&](std::string_view key, std::string_view value) {
                  auto at = parse(key.substr(prefix.size()));
                  if (!at) throw ReadFailure(corrupt_row("active"));
                  if (f_.subject) at->subject = *f_.subject;
                  ActiveEntry entry = or_fail(decode_active_entry(value));
                  add(found, {std::move(*at), entry.partition, std::move(entry)});
                  return true;
                });
  }

  void add_day(Sorted& found, Day d, Timestamp before) {
    const std::string day = keys::days(r_.tenant, d);
    const std::string prefix = f_.subject ? keys::day_of_subject(r_.tenant, d, *f_.subject) : day;
    reads_.scan(Family::days, prefix, prefix_end(prefix), [&](std::string_view key, std::string_view value) {
      auto at = keys::parse_day_entry(key.substr(day.size()));
      if (!at) throw ReadFailure(corrupt_row("days"));
      const DayEntry entry = or_fail(decode_day_entry(value));
      const bool reaches = !f_.from || entry.end > *f_.from || at->start >= *f_.from;
      if (at->start < before && reaches) add(found, {std::move(*at), entry.partition, {}});
      return true;
    });
  }

  void add_all_own(Sorted& found) {
    const keys::Partition p = partition_of(reads_, r_.tenant, *f_.subject);
    const std::string prefix = keys::scope(p, r_.tenant, *f_.subject).bytes;
    reads_.scan(Family::sessions, prefix, prefix_end(prefix), [&](std::string_view, std::string_view value) {
      const SessionRow row = or_fail(decode_session(value));
      const Timestamp start = shown_start(row);
      if (start < end()) add(found, {{start, row.subject, row.id}, p, {}});
      return true;
    });
  }

  void give_all(const Sorted& found) {
    for (auto it = found.begin(); go_on_ && it != found.end(); ++it) give(*it);
  }

  const Reads& reads_;
  const ListRequest& r_;
  const SessionFilter& f_;
  const VisitCandidate& visit_;
  bool go_on_ = true;
};

}  // namespace

bool only_active(const ListRequest& request) {
  const auto& wanted = request.filter.statuses;
  return request.live && wanted.size() == 1 && wanted.front() == SessionStatus::active;
}

void for_each_candidate(const Reads& reads, const ListRequest& request, const VisitCandidate& visit) {
  Walk(reads, request, visit).run();
}

}  // namespace muster::projections
