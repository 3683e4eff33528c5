// Sessions as they are at one moment.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/list_sessions.h"
#include "projections/store_in_use.h"
#include "schemas/time.h"

namespace muster::api::dialects {

// Entries of all kinds lie between those of one, where no index tells them apart: to fill an answer goes on further
// than a page of /v1 does.
inline constexpr std::size_t kLookedThrough = 10 * projections::kScannedAtMost;

// Of one snapshot. Throws ReadFailure. One thread.
class Look {
 public:
  // `live`: it is the present one.
  Look(const projections::StoreInUse& stores, Tenant tenant, Timestamp now, bool live = true);

  Timestamp now() const { return now_; }
  const projections::Reads& rows() const { return *rows_; }

  // Of that kind, by its id or an alias; of one subject, where `subject` is given.
  std::vector<projections::ShownSession> named(const SessionId& id, std::string_view kind) const;
  std::optional<projections::ShownSession> of(const SubjectId& subject, const SessionId& id, std::string_view kind) const;
  // What the id of the next session follows from, a UUID: the last one of the day. Asked again, at whichever process,
  // before the first is in the log, it is the same; after an end it is another.
  std::string next(const SubjectId& subject, std::string_view kind) const;
  // Whether there is one of that id, so that it begins no other: what would have been the next may have been voided
  // since, or moved before another. One that is in from a moment on that is still to come here, by the clock of
  // another process, is the same one.
  bool spent(const SubjectId& subject, const SessionId& id) const;
  // Each in the order of their start, while `visit` wants more. Statuses empty: all but voided. False where there are
  // more entries to look at.
  struct Way {
    bool newest_first = true;
    std::optional<projections::keys::SessionKey> after;
    std::size_t scan_at_most = projections::kScannedAtMost;
  };
  bool each(projections::SessionFilter filter, const projections::VisitSession& visit, const Way& way) const;
  // Of one subject, the newest `most`. Throws ReadFailure (too_many_rows, refused) where there are more entries to
  // look at: a part is not answered.
  std::vector<projections::ShownSession> newest(projections::SessionFilter filter, std::size_t most) const;
  // The newest that is active, empty where there is none.
  std::optional<projections::ShownSession> active(const SubjectId& subject, std::string_view kind) const;

 private:
  const Tenant tenant_;
  const Timestamp now_;
  const bool live_;
  const std::shared_ptr<const projections::Store> store_;  // outlives rows_
  const std::unique_ptr<projections::Reads> rows_;
};

}  // namespace muster::api::dialects
