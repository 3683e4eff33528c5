#include "api/subjects_seen.h"

#include <utility>

namespace muster::api {

Status may_list(const access::Principal& who, access::Action action) {
  if (access::sight(who, action) != access::Sight::none) return Done{};
  return Error{"forbidden", ErrorClass::refused, "", ""};
}

projections::SubjectTest subjects_seen(const access::Principal& who, access::Action action,
                                       const processors::Directory& directory, Standings wanted) {
  const bool all = access::sight(who, action) == access::Sight::all;
  if (all && !wanted.role && !wanted.department) return {};
  return [who, action, all, wanted = std::move(wanted), &directory](const SubjectId& subject) {
    const auto standing = directory.standing_of(who.tenant, subject);
    const std::string_view department = standing ? std::string_view{standing->department} : std::string_view{};
    if (!all && access::may(who, action, access::Target{subject.view(), department}) != access::Verdict::yes) return false;
    if (wanted.department && !access::department_within(*wanted.department, department)) return false;
    const bool has_role = standing && !standing->role.empty();
    return !wanted.role || *wanted.role == (has_role ? std::string_view{standing->role} : name_of(access::Role::user));
  };
}

}  // namespace muster::api
