// The one table of who may do what (http.md, "Who may"), asked by the door and by the api. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "api/access/principal.h"

namespace muster::access {

enum class Action : std::uint8_t {
  write_events,      // check-ins, pings, locations and check-outs of a subject, by their own calls and those of dialects
  close_as_admin,    // a check-out with reason admin
  write_any_event,   // every type as it stands, imports: by POST /v1/events alone
  correct,           // close, amend, review somebody's sessions
  read_subject,      // sessions, hours, profile of one subject
  read_tenant,       // lists over subjects
  read_rollups,      // hours and occupancy of the whole tenant, which are kept of no part of it
  write_subject,     // a profile but role, department, login
  write_subject_standing,  // role, department, login
  read_places,
  write_places,
  read_audit,
  read_metrics,      // of the process, all its tenants together: the operator's
  replay_topics,
  read_active_users,
  manage_credentials,
  manage_store,      // snapshots, rebuilds: the operator's
  read_devices,
  write_devices,
  read_computers,    // who sits where, and for how long, as the dialect answers it that is open to computers
  name_computers,    // which people and computers there are, as that dialect is told
  read_sign_ins,     // on which devices somebody else is signed in, as the dialect of devices answers it
};
inline constexpr std::size_t kActionCount = 22;

// Whose roles of a kind are the operator's too: what concerns the process as a whole is no other tenant's.
inline constexpr std::string_view kOperatorTenant = "default";

// What the action is done to. Both empty: nobody in particular.
struct Target {
  std::string_view subject;
  std::string_view department;
};

enum class Verdict : std::uint8_t {
  yes,
  never,         // 403: no role of this principal ever may, whatever the target; or its tenant's never do
  out_of_sight,  // 404 for something read or named by id; 403 for a subject named in a body
};

Verdict may(const Principal& who, Action what, const Target& target = {});

// The same about a subject, whose department `directory` knows (Directory::standing_of); it is asked only
// where that decides.
template <class Directory>
Verdict may(const Principal& who, Action what, const SubjectId& subject, const Directory& directory) {
  const Verdict without = may(who, what, Target{subject.view(), {}});
  if (without != Verdict::out_of_sight || who.department.empty()) return without;
  const auto standing = directory.standing_of(who.tenant, subject);
  return standing ? may(who, what, Target{subject.view(), standing->department}) : without;
}

// Of a list over subjects: none of them ever (403), some, each to be asked about by may(), or all.
enum class Sight : std::uint8_t { none, some, all };
Sight sight(const Principal& who, Action what);

// True where `department` is `own` or lies below it: "north" sees "north/day", not "northern".
bool department_within(std::string_view own, std::string_view department);

}  // namespace muster::access
