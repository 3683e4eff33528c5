#include "api/close_search.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "api/closing.h"
#include "processors/record_fields.h"
#include "projections/session_json.h"

namespace muster::api {
namespace {

using access::Action;
using access::Verdict;
using projections::SessionStatus;
using projections::ShownSession;

constexpr std::size_t kPage = 1000;
constexpr int kPagesAtMost = 40;  // of at most kScannedAtMost entries each

bool alike(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool has_email(const processors::Directory& directory, const Tenant& tenant, const SubjectId& subject, std::string_view email) {
  const auto entry = directory.find(tenant, DirectoryType::subject, subject.view());
  const std::string_view known = entry ? processors::read_fields(entry->record).email : std::string_view{};
  return !known.empty() && alike(known, email);
}

projections::SubjectTest subjects_of(const Services& services, const access::Principal& who, const CloseCall& call) {
  auto seen = subjects_seen(who, Action::correct, services.directory, call.standings);
  if (!call.email) return seen;
  return [seen = std::move(seen), &directory = services.directory, tenant = who.tenant, email = *call.email](const SubjectId& subject) {
    return (!seen || seen(subject)) && has_email(directory, tenant, subject, email);
  };
}

projections::ListRequest request_of(const Services& services, const access::Principal& who, const CloseCall& call) {
  projections::ListRequest request;
  request.tenant = who.tenant;
  request.as_of = services.wall.now();
  request.live = true;
  request.limit = kPage;
  projections::SessionFilter& filter = request.filter;
  filter.statuses = {SessionStatus::active};
  filter.subject = call.subject;
  filter.subjects = subjects_of(services, who, call);
  filter.kind = call.kind;
  filter.place = call.place;
  filter.device = call.device;
  if (call.older_than) filter.to = request.as_of - *call.older_than;
  return request;
}

}  // namespace

Result<ClosableFound> search_closable(const projections::Reads& rows, const Services& services, const access::Principal& who,
                                      const CloseCall& call, std::string& items, std::vector<SeenSession>& seen) {
  projections::ListRequest request = request_of(services, who, call);
  ClosableFound found;
  items += '[';
  for (int pages = 0;; ++pages) {
    if (pages == kPagesAtMost) {
      return Error{"too_many_rows", ErrorClass::refused, "", "Too many sessions to look through: name subject, kind or place."};
    }
    request.limit = std::min(kPage, kClosedAtMost - seen.size());
    const projections::SessionPage page = projections::list_sessions(rows, request);
    for (const ShownSession& shown : page.items) {
      if (items.back() != '[') items += ',';
      projections::append_session_json(items, shown.stored.row, shown.view, request.as_of, shown.stored.version);
      seen.push_back({shown.place, shown.stored.version});
    }
    if (!page.next) break;
    request.after = page.next;
    if (seen.size() == kClosedAtMost) {
      found.more = true;
      break;
    }
  }
  items += ']';
  return found;
}

std::string_view why_left(const projections::Reads& rows, const Services& services, const access::Principal& who,
                          const SeenSession& seen) {
  const SubjectId& subject = seen.place.subject;
  if (may(who, Action::correct, subject, services.directory) != Verdict::yes) {
    return may(who, Action::read_subject, subject, services.directory) == Verdict::yes ? "not_allowed" : "not_found";
  }
  const auto shown = projections::show_session(rows, who.tenant, seen.place, services.wall.now());
  if (!shown) return "not_found";
  switch (shown->view.status) {
    case SessionStatus::active: return shown->stored.version == seen.version ? "" : "changed";
    case SessionStatus::lapsed:  // silent by now; it may go on
    case SessionStatus::voided: return "changed";
    default: return "already_closed";
  }
}

}  // namespace muster::api
