// The reference fold: all of docs/semantics.md, written from the document for
// clarity. It sorts and folds the whole set for every answer and keeps nothing: the oracle that
// the incremental product is compared with. It shares only event structs with the product.
// Pure; any thread.
//
// Where the document leaves a choice, this is the reading taken:
//  1. A set of records: byte-equal copies are one copy and leave no `repeated` line.
//  2. Records that break a clock rule are no events at all, before identity is looked at.
//  3. Pings and locations have no `repeated` line: equal content at one time is one line.
//  4. `ttl` and `max_duration` act at their own time, silence acts at alive_to and dates the end
//     back to counted_to; the least of the three, with counted_to for `final` silence, is the
//     deadline (equal: ttl, max duration, silence). The silence of `resumes` is no deadline, so a
//     ttl inside its grace expires the session.
//  5. "A check-out at t = deadline is in time" speaks of ttl, max duration and, where the grace
//     is zero, of `final` silence. The silence of `resumes` is no deadline: at alive_to it seals.
//  6. Sealing does not need another session to be active; a check-out by id seals too.
//  7. `ended explicitly`: by check-out, eviction or amended end at or before t.
//  8. `long_after`, `limit` and `on_limit` are those of the coming check-in; "of its kind" means
//     the kind's name. A check-in without next_ping_s does not vouch.
//  9. A later check-in of a voided id is `session_closed`, of another kind too; a check-out that
//     names a voided id is `not_started`.
// 10. Labels are one field: the latest non-empty map wins.
// 11. A ping or location is `ignored` by the fold's end, the earlier of computed and amended.
// 12. An amended end E counts from the last counted moment before E, whether E lies after or
//     before the computed end, so later events do not change it. An amended start adds only what
//     lies before the computed start. An amendment is `applied` if any of its fields wins.
// 13. A session appears from its shown start on (`as_of`); its status is `completed` where
//     amended. Between the computed and a later amended end it is active.
// 14. Fixes: of check-ins that opened or refreshed, of check-outs that closed, of counted
//     locations. Only the opening check-in is uncertain for want of a position.
// 15. Distance, accuracy and radius are compared in whole centimetres; a missing accuracy is 0
//     for speed. `low_accuracy` needs an accuracy over accuracy_max_m; a missing one is none.
// 16. A flag is its first occurrence: `since`, evidence and acceptance are of that one; of several
//     at one time the one accepted first. `since` is event time. clock_skew and late_arrival ask check-ins that opened or refreshed.
// 17. `auto_closed` is raised where the fold's end is the max duration, amended later or not.
// 18. Every piece of evidence is accepted no earlier than the opening check-in; a winning
//     amendment counts as evidence of its edge also where it takes the edge back; the end of a
//     silence and long_running are deadlines. An unresumed lapse is an end under review_all.
// 19. A lapse at ttl, by sealing or by the end of all vouchers counts as ended in tenant rollups.
//     Tenant rows are those of the whole set, cut at the floor.
// 20. ends_by is given while a session is active: the least of its deadlines; for `resumes` the
//     alive_to of the last component begun by as_of, or the deadline if that is earlier.
// 21. Outcomes are those of the whole set, shown for events at or before as_of, corrections too.
#pragma once

#include <string>
#include <vector>

#include "tests/support/reference/answer.h"

namespace muster::reference {

struct Copy {
  Event event;
  std::string record;  // the bytes in the topic
  friend bool operator==(const Copy&, const Copy&) = default;
};

// Everything about one subject as of `as_of`. All copies must be of one tenant and subject.
SubjectAnswer fold(const std::vector<Copy>& copies, Timestamp as_of);

}  // namespace muster::reference
