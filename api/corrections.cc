#include "api/corrections.h"

#include <optional>
#include <string>
#include <utility>

#include "api/access/may.h"
#include "api/params.h"
#include "projections/queries.h"
#include "schemas/ids.h"

namespace muster::api {
namespace {

using access::Verdict;

Result<std::optional<SubjectId>> subject_in(const http::Request& request) {
  Params params(request.query);
  const std::string_view names[] = {"subject"};
  params.allow_only(names);
  if (params.error()) return *params.error();
  const std::string* text = params.find("subject");
  if (text == nullptr) return std::optional<SubjectId>{};
  auto subject = parse_subject(*text);
  if (!subject.ok()) return Error{"bad_subject", ErrorClass::refused, "/subject", "1-128 bytes of UTF-8 without control characters."};
  return std::optional{std::move(subject).value()};
}

void note_refusal(const Services& services, const access::Principal& who, const http::Request& request, const char* outcome) {
  services.audit.note(access::entry_of(who, request, "refused", request.path, outcome));
}

// What the id names, an alias resolved: corrections name the session itself.
Result<ingest::Named> named(const Services& services, const access::Principal& who, const http::Request& request) {
  auto wanted = subject_in(request);
  if (!wanted.ok()) return wanted.error();
  if (access::sight(who, access::Action::correct) == access::Sight::none) {
    note_refusal(services, who, request, "forbidden");
    return Error{"forbidden", ErrorClass::refused, "", ""};
  }
  std::optional<ingest::Named> found;
  bool out_of_sight = false, in_sight = false;
  const auto store = services.store.get();
  const auto rows = store->snapshot();
  for (const auto& at : projections::find_session(*rows, who.tenant, SessionId{request.param("id")})) {
    if (*wanted && **wanted != at.subject) continue;
    if (access::may(who, access::Action::correct, at.subject, services.directory) != Verdict::yes) {
      out_of_sight = true;
      in_sight = in_sight || access::may(who, access::Action::read_subject, at.subject, services.directory) == Verdict::yes;
      continue;
    }
    if (found) return Error{"ambiguous_session", ErrorClass::conflict, "", "Name one with ?subject=."};
    found = ingest::Named{at.subject, at.session};
  }
  if (found) return std::move(*found);
  if (in_sight) {
    note_refusal(services, who, request, "forbidden");
    return Error{"forbidden", ErrorClass::refused, "", "nobody corrects their own sessions, but an admin"};
  }
  if (out_of_sight) note_refusal(services, who, request, "out_of_sight");
  return Error{"not_found", ErrorClass::refused, "", ""};
}

}  // namespace

ingest::Locate corrected_session(const Services& services) {
  return [&services](const access::Principal& who, const http::Request& request) -> Result<ingest::Named> {
    try {
      return named(services, who, request);
    } catch (const projections::ReadFailure& failure) {
      return failure.error();
    }
  };
}

}  // namespace muster::api
