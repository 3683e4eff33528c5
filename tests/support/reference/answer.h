// What the reference fold answers: plain values, compared field by field. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/event.h"

namespace muster::reference {

struct Interval {  // [start, end); an open end is kEndOfTime
  Timestamp start{};
  Timestamp end{};
  friend bool operator==(const Interval&, const Interval&) = default;
};
using Intervals = std::vector<Interval>;  // sorted, disjoint, not touching, none empty

enum class SessionStatus { active, lapsed, completed, expired, auto_closed, evicted, voided };
enum class EndReason {
  none,
  checkout,
  logout,
  admin,
  emergency,
  amended,
  expired,
  auto_closed,
  evicted,
  lapsed
};
enum class Outcome {
  opened,
  refreshed,
  already_active,
  session_closed,
  kind_conflict,  // check-in
  closed,
  already_closed,
  after_end,
  not_started,  // check-out
  counted,
  waiting,
  ignored,  // ping, location
  applied,
  overruled,
  unknown_session,  // correction
  repeated,
  id_conflict,  // copies
};
enum class FlagName {
  outside_place,
  uncertain_place,
  left_place,
  low_accuracy,
  mock_location,
  impossible_speed,
  long_running,
  forgotten_checkout,
  auto_closed,
  checkout_after_end,
  clock_skew,
  late_arrival,
  emergency,
};
enum class Verdict { none, inside, outside, uncertain };  // none: the session has no place
enum class ReviewState { none, pending, approved, rejected };

struct Flag {
  FlagName name{};
  Timestamp since{};
  Timestamp accepted{};  // when its evidence was accepted (review)
  std::string evidence;  // as it is answered: a JSON object
  friend bool operator==(const Flag&, const Flag&) = default;
};

struct Fix {
  Timestamp time{};
  std::string source;                // check_in, check_out, location
  std::optional<Position> position;  // empty: a check-in that should have had one
  std::optional<std::int64_t> distance_cm;
  Verdict verdict = Verdict::none;
  friend bool operator==(const Fix&, const Fix&) = default;
};

struct AmendedEdge {  // the winner of one field; time empty: taken back
  std::optional<Timestamp> time;
  Timestamp when{};
  std::string event_id, source, why;
  std::optional<std::string> actor;
  friend bool operator==(const AmendedEdge&, const AmendedEdge&) = default;
};

struct SessionAnswer {
  SessionId id;
  Kind kind;
  SessionStatus status{};
  EndReason end_reason{};
  Timestamp started_at{}, computed_started_at{};
  std::optional<Timestamp> ended_at, computed_ended_at;
  EndReason computed_end_reason{};
  std::optional<Timestamp> ends_by;
  std::optional<Timestamp> last_seen_at;
  std::optional<Timestamp> counted_to;  // of a kind with liveness: so far vouched for
  Intervals presence, counted;          // cut at as_of; presence is C(s) whatever `counts` says
  std::map<std::string, Intervals> counted_by_activity;  // named ones with time
  std::vector<std::pair<SessionId, Timestamp>> aliases;  // id, since
  std::optional<std::string> activity, service_type, notes;
  std::optional<Device> device;
  std::map<std::string, std::string> labels;
  std::optional<Place> place;
  std::optional<Position> check_in_position, check_out_position;
  std::vector<Fix> fixes;  // by time, then content
  std::optional<AmendedEdge> amended_start, amended_end, amended_void;
  std::vector<Flag> flags;  // by name
  ReviewState review{};
  std::optional<std::string> reviewed_by, review_note;
  std::optional<Timestamp> reviewed_at;
  friend bool operator==(const SessionAnswer&, const SessionAnswer&) = default;
};

struct HistoryLine {
  Timestamp time{};
  std::string type;        // muster.checkin.v1 and the like
  std::string id, source;  // empty for pings and locations: they are what they say
  std::string content;     // of pings and locations: what they say
  Outcome outcome{};
  std::vector<SessionId> sessions;  // opened, refreshed, closed, answered for; sorted
  friend bool operator==(const HistoryLine&, const HistoryLine&) = default;
};

struct SubjectAnswer {
  std::vector<SessionAnswer> sessions;  // by (computed_started_at, id)
  std::vector<HistoryLine> history;     // by time, type, id, source, content, outcome
  friend bool operator==(const SubjectAnswer&, const SubjectAnswer&) = default;
};

}  // namespace muster::reference
