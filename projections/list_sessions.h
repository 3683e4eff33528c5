// Lists of sessions in order of (start, subject, session id), page by page. One thread a Reads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/index_keys.h"
#include "projections/queries.h"

namespace muster::projections {

inline constexpr std::size_t kScannedAtMost = 50'000;  // entries a page
inline constexpr std::size_t kCountedExactly = 10'000;

// Whether a subject's sessions may be on a list.
using SubjectTest = std::function<bool(const SubjectId&)>;

struct SessionFilter {
  std::optional<Kind> kind;
  std::optional<SubjectId> subject;
  SubjectTest subjects;  // empty: all
  std::optional<PlaceId> place;
  std::optional<std::string> device;
  std::optional<FlagName> flag;
  std::optional<ReviewState> review;
  std::vector<SessionStatus> statuses;  // empty: all but voided
  // Whose time overlaps [from, to); one of no length counts as its moment, a voided one as its start.
  std::optional<Timestamp> from, to;
  std::optional<Duration> min_duration;  // from its start to its end, or to as_of

  // Without cost, as far as an index entry tells.
  bool may_be(const SubjectId& who, const Kind& of_kind, const PlaceId& at) const;
  bool may_be_of(const SubjectId& who) const;
  // The rest of it, of a session whose subject may be.
  bool matches(const ShownSession& s, Timestamp as_of) const;
};

struct ListRequest {
  Tenant tenant;
  SessionFilter filter;
  Timestamp as_of{};
  bool live = false;  // as_of is the present: what is active is what the active index holds
  // A later page of a list that began in the present: of what was active then, those that still are.
  bool goes_on = false;
  bool newest_first = false;
  std::size_t limit = 100;
  std::optional<keys::SessionKey> after;  // the position that the page before gave
  std::size_t scan_at_most = kScannedAtMost;  // entries
};

struct SessionPage {
  std::vector<ShownSession> items;
  // Where the next page begins; empty when there is none. A page may be short, even empty, and have one.
  std::optional<keys::SessionKey> next;
};

SessionPage list_sessions(const Reads& reads, const ListRequest& request);

// Each session that all pages together have, in their order, while `visit` wants more. False where scan_at_most
// entries were looked at and there are more; `limit` does not matter.
using VisitSession = std::function<bool(ShownSession&&)>;
bool for_each_session(const Reads& reads, const ListRequest& request, const VisitSession& visit);

struct Count {
  std::size_t count = 0;
  bool exact = true;  // else there are at least that many
};

// How many sessions all pages together have; `after` and `limit` do not matter.
Count count_sessions(const Reads& reads, const ListRequest& request);

}  // namespace muster::projections
