#include "api/access/may.h"

#include <algorithm>
#include <array>

namespace muster::access {
namespace {

enum class Reach : std::uint8_t {
  none,
  own,         // its own subject
  department,  // subjects of its department, itself included
  others,      // subjects of its department but itself
  tenant,
  process,     // all tenants of it: where its own is the operator's
};

using Row = std::array<Reach, kRoleCount>;

constexpr Reach kNo = Reach::none;
constexpr Reach kOwn = Reach::own;
constexpr Reach kDep = Reach::department;
constexpr Reach kOth = Reach::others;
constexpr Reach kAll = Reach::tenant;
constexpr Reach kOps = Reach::process;

// Rows in the order of Action, columns in the order of Role.
constexpr std::array<Row, kActionCount> kTable{{
    //            user  super admin ingest model analyst replay
    /* write_events           */ {kOwn, kOwn, kAll, kAll, kNo, kNo, kNo},
    /* close_as_admin         */ {kNo, kOth, kAll, kNo, kNo, kNo, kNo},
    /* write_any_event        */ {kNo, kNo, kNo, kNo, kNo, kNo, kAll},
    /* correct                */ {kNo, kOth, kAll, kNo, kNo, kNo, kNo},
    /* read_subject           */ {kOwn, kDep, kAll, kNo, kNo, kAll, kNo},
    /* read_tenant            */ {kNo, kDep, kAll, kNo, kNo, kAll, kNo},
    /* read_rollups           */ {kNo, kNo, kAll, kNo, kNo, kAll, kNo},
    /* write_subject          */ {kOwn, kOwn, kAll, kNo, kNo, kNo, kNo},
    /* write_subject_standing */ {kNo, kNo, kAll, kNo, kNo, kNo, kNo},
    /* read_places            */ {kAll, kAll, kAll, kNo, kNo, kAll, kNo},
    /* write_places           */ {kNo, kAll, kAll, kNo, kNo, kNo, kNo},
    /* read_audit             */ {kNo, kNo, kAll, kNo, kNo, kNo, kNo},
    /* read_metrics           */ {kNo, kNo, kOps, kNo, kNo, kOps, kNo},
    /* replay_topics          */ {kNo, kNo, kAll, kNo, kNo, kAll, kNo},
    /* read_active_users      */ {kNo, kNo, kAll, kNo, kAll, kNo, kNo},
    /* manage_credentials     */ {kNo, kNo, kAll, kNo, kNo, kNo, kNo},
    /* manage_store           */ {kNo, kNo, kOps, kNo, kNo, kNo, kNo},
    /* read_devices           */ {kNo, kDep, kAll, kNo, kNo, kAll, kNo},
    /* write_devices          */ {kNo, kNo, kAll, kNo, kNo, kNo, kNo},
    /* read_computers         */ {kOwn, kDep, kAll, kAll, kNo, kAll, kNo},
    /* name_computers         */ {kNo, kNo, kAll, kAll, kNo, kNo, kNo},
    /* read_sign_ins          */ {kNo, kNo, kAll, kNo, kNo, kNo, kNo},
}};

// True where the role, in this tenant, never does it.
bool never(Reach reach, const Principal& who) {
  return reach == Reach::none || (reach == Reach::process && who.tenant.view() != kOperatorTenant);
}

bool reaches(Reach reach, const Principal& who, const Target& target) {
  const bool itself = !who.subject.empty() && target.subject == who.subject.view();
  switch (reach) {
    case Reach::none: return false;
    case Reach::own: return itself;
    case Reach::department: return itself || department_within(who.department, target.department);
    case Reach::others: return !itself && department_within(who.department, target.department);
    case Reach::tenant:
    case Reach::process: return true;
  }
  return false;
}

}  // namespace

Verdict may(const Principal& who, Action what, const Target& target) {
  const Row& row = kTable[static_cast<std::size_t>(what)];
  Verdict verdict = Verdict::never;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!who.roles.has(static_cast<Role>(i)) || never(row[i], who)) continue;
    if (reaches(row[i], who, target)) return Verdict::yes;
    verdict = Verdict::out_of_sight;
  }
  return verdict;
}

Sight sight(const Principal& who, Action what) {
  const Row& row = kTable[static_cast<std::size_t>(what)];
  Sight widest = Sight::none;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!who.roles.has(static_cast<Role>(i)) || never(row[i], who)) continue;
    widest = std::max(widest, row[i] >= Reach::tenant ? Sight::all : Sight::some);
  }
  return widest;
}

bool department_within(std::string_view own, std::string_view department) {
  if (own.empty() || !department.starts_with(own)) return false;
  return department.size() == own.size() || department[own.size()] == '/';
}

}  // namespace muster::access
