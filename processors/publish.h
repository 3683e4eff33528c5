// Turns what a subject's sessions have become since the last flush into index entries, rollups,
// timers and announcements. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "processors/contribution.h"
#include "processors/engine.h"
#include "processors/subject.h"
#include "projections/kv.h"
#include "projections/view.h"

namespace muster::processors {

// What puts a session on lists by flag and of reviews.
struct Marked {
  std::vector<projections::Flag> flags;
  projections::ReviewState review{};
  friend bool operator==(const Marked&, const Marked&) = default;
};

class Publisher {
 public:
  Publisher(projections::Batch& batch, Timestamp now, std::vector<Announcement>* announcements)
      : batch_(batch), now_(now), announcements_(announcements) {}

  void publish(Subject& s);
  // After the last subject: what all of them add to their tenants.
  void finish(log::Partition partition);

 private:
  // A session that something was heard of since the last flush.
  struct Touched {
    SessionId id;
    std::optional<projections::Day> first_day;  // on which its vouchers changed
    bool row_changed = false;
    bool relist = false;  // its place in the indexes is to be seen to
    std::optional<Timestamp> due;  // the earliest of its timers that came
  };
  struct Session {
    RowPtr before, after;
    projections::Vouched vouched_before, vouched_after;  // from the window's first day on
    bool row_changed = false;
    Timestamp told_as_of{};  // when it was told of as it was: before its timer came, else now
    bool was_listed = false;
    bool is_listed = false;
    std::optional<projections::Evidence> evidence_before, evidence_after;
    bool flagged = false;    // something is flagged that was not
    bool retold = false;     // it ends otherwise, or its flags or whether a review waits are others
  };
  std::vector<Touched> touched(Subject& s);
  void publish_one(Subject& s, const Touched& touched);
  void measure(Subject& s, Session& session, std::optional<projections::Day> first_day);
  void vouch(Subject& s, Session& session, projections::Day from);
  void judge(Subject& s, const SessionId& id, Session& session);
  void mark(Subject& s, Session& session);
  void await_marks(Subject& s, const Session& session);
  Marked marked_before(Subject& s, const Session& session, Timestamp as_of);
  Marked marked_after(Subject& s, const Session& session);
  projections::Day window_of(Subject& s, const Session& session, std::optional<projections::Day> first_day);
  void roll_up(Subject& s, const Session& session, projections::Day from);
  void add(Subject& s, const projections::SessionRow& row, const Contribution& contribution);
  void count_subject(Subject& s);
  void index(Subject& s, Session& session);
  void erase_listed(const projections::SessionRow& row);
  void put_listed(Subject& s, const projections::SessionRow& row, const projections::Vouched& vouched);
  void await_return(Subject& s, const projections::SessionRow& row, const projections::Vouched& vouched);
  void index_days(Subject& s, const Session& session);
  void settle_last_seen(Subject& s, Session& session, Timestamp as_of);
  void announce(Subject& s, Session& session);

  projections::Batch& batch_;
  const Timestamp now_;
  std::vector<Announcement>* const announcements_;  // null: nobody is told
  std::map<projections::TenantSeries, projections::CoverSteps> cover_;  // of the subject that is being published
  std::map<std::pair<Tenant, projections::TenantSeries>, projections::Edges> tenants_;
};

}  // namespace muster::processors
