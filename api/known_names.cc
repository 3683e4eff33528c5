#include "api/known_names.h"

#include "processors/directory_terms.h"

namespace muster::api {
namespace {

bool anybody_in(const Services& services, const Tenant& tenant, std::string_view department) {
  for (const DirectoryType type : {DirectoryType::subject, DirectoryType::device}) {
    const auto ids = services.directory.ids_with(tenant, type, processors::department_range(department), 1);
    if (!ids || !ids->empty()) return true;  // none: more than one
  }
  return false;
}

}  // namespace

bool is_kind(const Services& services, const projections::Reads& rows, const Kind& kind, const projections::ListRequest& scope) {
  if (!services.has_policy || services.has_policy(kind.view())) return true;
  projections::ListRequest request = scope;
  request.filter.kind = kind;
  request.limit = 1;
  const projections::SessionPage page = projections::list_sessions(rows, request);
  return !page.items.empty() || page.next;
}

bool is_department(const Services& services, const access::Principal& who, std::string_view department) {
  if (department.empty()) return false;
  if (access::sight(who, access::Action::read_tenant) == access::Sight::all) return anybody_in(services, who.tenant, department);
  const auto own = services.directory.standing_of(who.tenant, who.subject);
  if (own && access::department_within(department, own->department)) return true;  // itself
  if (access::department_within(who.department, department)) return anybody_in(services, who.tenant, department);
  return access::department_within(department, who.department) && anybody_in(services, who.tenant, who.department);
}

void check_kind(Reading& reading, const std::optional<Kind>& kind, const projections::SessionFilter& scope) {
  if (!kind) return;
  projections::ListRequest request;
  request.tenant = reading.who.tenant;
  request.filter.subject = scope.subject;
  request.filter.subjects = scope.subjects;
  request.as_of = reading.as_of;
  if (is_kind(reading.services, reading.rows, *kind, request)) return;
  reading.params.fail("kind", "unknown_kind", ErrorClass::refused, "No policy has this name, and no session that you may see is of this kind.");
}

void check_department(Reading& reading) {
  const std::string* department = reading.params.find("department");
  if (department == nullptr || is_department(reading.services, reading.who, *department)) return;
  reading.params.fail("department", "out_of_range", ErrorClass::refused, "Nobody whom you may see is in this department: a path, such as north/day.");
}

}  // namespace muster::api
