// A tiny language for stories: given events, expect rows.
//
//   auto events = tell({check_in("a", "worklog", at("08:00")), check_out("a", at("17:00"))});
//
// Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/reference_fold.h"

namespace muster::stories {

using reference::Copy;

// "08:00", "08:00:30" or "08:00:30.250" of Monday 2026-03-02, "+1 08:00" of the day after, or any
// RFC 3339 time. A story with another time is a bug: it aborts.
Timestamp at(std::string_view text);

// The presets of docs/semantics.md (Kinds and policies): worklog, device, pc, visit, pass. Others get an
// empty policy.
Policy policy_of(std::string_view kind);

// One event in the making. Every setter returns itself.
struct Told {
  Event event;

  Told& id(std::string_view v);
  Told& source(std::string_view v);
  Told& subject(std::string_view v);
  Told& accepted(Timestamp ingesttime);  // default: its time
  Told& claimed(Timestamp devicetime);
  Told& by(std::string_view actor);
  Told& imported();

  // Check-ins.
  Told& policy(const Policy& v);
  Told& vouching(int next_ping_s, int grace_s);
  Told& activity(std::string_view v);
  Told& notes(std::string_view v);  // check-outs too
  Told& label(std::string_view key, std::string_view value);
  Told& place(std::string_view id, double lat, double lon, double radius_m);
  // Check-ins, check-outs, locations.
  Told& position(double lat, double lon, std::optional<double> accuracy_m = 10.0);
  Told& mock();

  // Amendments.
  Told& started_at(std::optional<Timestamp> t);
  Told& ended_at(std::optional<Timestamp> t);
  Told& voiding(bool v = true);

 private:
  Position* where();
};

// A check-in of a preset kind carries the preset's policy and vouches as it says.
Told check_in(std::string_view session, std::string_view kind, Timestamp t);
Told ping(std::string_view session, Timestamp t, int next_ping_s = 60, int grace_s = 5,
          std::string_view activity = "");
Told location(std::string_view session, Timestamp t, double lat, double lon,
              std::optional<double> accuracy_m = 10.0);
Told check_out(std::string_view session, Timestamp t,
               CheckOutReason reason = CheckOutReason::checkout);
Told check_out_kind(std::string_view kind, Timestamp t,
                    CheckOutReason reason = CheckOutReason::checkout);
Told check_out_all(Timestamp t, CheckOutReason reason = CheckOutReason::logout);
Told amend(std::string_view session, Timestamp t);
Told review(std::string_view session, Timestamp t, Decision decision);

// Events without an id get e01, e02, … as they stand; records are encoded.
std::vector<Copy> tell(std::vector<Told> story);
Copy copy_of(const Event& event);

// Tables for people: what was told, what came of it.
std::string to_text(const std::vector<Copy>& story);
std::string to_text(const reference::SubjectAnswer& answer);
std::string to_text(const reference::Intervals& intervals);
std::string clock_text(Timestamp t);  // 03-02 08:00:30.250, without what is zero at the end

}  // namespace muster::stories
