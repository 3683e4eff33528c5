// The events of muster: one plain struct a type, one variant, one envelope (docs/semantics.md, Events).
// Plain values; any thread. The JSON form is in codec.h, the order of lifecycle events in order.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "schemas/event_parts.h"
#include "schemas/named.h"
#include "schemas/policy.h"
#include "schemas/time.h"

namespace muster {

struct CheckIn {
  SessionId session_id;
  Kind kind;
  Policy policy;
  std::optional<Duration> next_ping;
  std::optional<Duration> grace;
  std::optional<std::string> activity;
  std::optional<Place> place;
  std::optional<Position> position;
  std::optional<Device> device;
  std::optional<std::string> service_type;
  std::optional<std::string> notes;
  std::map<std::string, std::string> labels;
  friend bool operator==(const CheckIn&, const CheckIn&) = default;
};

struct Ping {
  SessionId session_id;
  Duration next_ping{};
  Duration grace{};
  std::string activity;  // "" = not named
  friend bool operator==(const Ping&, const Ping&) = default;
};

struct Location {
  SessionId session_id;
  Position position;
  friend bool operator==(const Location&, const Location&) = default;
};

struct AllSessions {
  friend bool operator==(const AllSessions&, const AllSessions&) = default;
};
using Selector = std::variant<SessionId, Kind, AllSessions>;

enum class CheckOutReason : std::uint8_t { checkout = 0, logout = 1, admin = 2, emergency = 3 };  // stored: do not change

struct CheckOut {
  Selector selector;
  CheckOutReason reason = CheckOutReason::checkout;
  std::optional<Position> position;
  std::optional<std::string> notes;
  friend bool operator==(const CheckOut&, const CheckOut&) = default;
};

struct Amendment {
  // Outer empty: the field is absent. Inner empty: null, which takes the amended edge back.
  using Edge = std::optional<std::optional<Timestamp>>;
  SessionId session_id;
  Edge started_at;
  Edge ended_at;
  std::optional<bool> void_;
  std::string why;
  friend bool operator==(const Amendment&, const Amendment&) = default;
};

enum class Decision : std::uint8_t { approve = 0, reject = 1, reopen = 2 };  // stored: do not change

struct Review {
  SessionId session_id;
  Decision decision = Decision::approve;
  std::optional<std::string> note;
  friend bool operator==(const Review&, const Review&) = default;
};

// Directory records (muster.directory.v1, compacted). `record` is the canonical JSON text of the
// record, since nobody folds it: readers take from it what they show.
enum class DirectoryType : std::uint8_t { subject = 0, place = 1, device = 2, account = 3, key = 4, logins = 5 };  // stored: do not change

struct DirectoryChange {
  DirectoryType type = DirectoryType::subject;
  std::string id;
  std::string record;
  friend bool operator==(const DirectoryChange&, const DirectoryChange&) = default;
};

using EventData =
    std::variant<CheckIn, Ping, Location, CheckOut, Amendment, Review, DirectoryChange>;

struct Envelope {
  EventId id;
  std::string source;
  Tenant tenant;
  SubjectId subject;  // for directory changes: the id of the record
  Timestamp time{};
  Timestamp ingesttime{};
  std::optional<Timestamp> devicetime;
  std::optional<std::string> actor;
  bool imported = false;
  std::optional<std::string> traceparent;
  friend bool operator==(const Envelope&, const Envelope&) = default;
};

struct Event {
  Envelope env;
  EventData data;
  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace muster
