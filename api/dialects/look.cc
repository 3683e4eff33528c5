#include "api/dialects/look.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "projections/queries.h"
#include "schemas/ids.h"
#include "schemas/order.h"

namespace muster::api::dialects {

using projections::SessionFilter;
using projections::SessionStatus;
using projections::ShownSession;

Look::Look(const projections::StoreInUse& stores, Tenant tenant, Timestamp now, bool live)
    : tenant_(std::move(tenant)), now_(now), live_(live), store_(stores.get()), rows_(store_->snapshot()) {}

std::vector<ShownSession> Look::named(const SessionId& id, std::string_view kind) const {
  std::vector<ShownSession> found;
  for (const auto& at : projections::find_session(*rows_, tenant_, id)) {
    auto shown = projections::show_session(*rows_, tenant_, at, now_);
    if (shown && shown->stored.row.kind.view() == kind && shown->view.status != SessionStatus::voided) found.push_back(std::move(*shown));
  }
  return found;
}

std::optional<ShownSession> Look::of(const SubjectId& subject, const SessionId& id, std::string_view kind) const {
  for (ShownSession& shown : named(id, kind)) {
    if (shown.place.subject == subject) return std::move(shown);
  }
  return std::nullopt;
}

std::string Look::next(const SubjectId& subject, std::string_view kind) const {
  SessionFilter filter;
  filter.kind = Kind{kind};
  filter.subject = subject;
  filter.from = std::chrono::floor<std::chrono::days>(now_);
  const std::string day = format_rfc3339(*filter.from);
  const auto last = newest(std::move(filter), 1);
  return derived_id({"next", kind, tenant_.view(), subject.view(), day, last.empty() ? "" : last.front().place.session.view()});
}

bool Look::spent(const SubjectId& subject, const SessionId& id) const {
  const auto found = projections::find_session(*rows_, tenant_, id);
  return std::any_of(found.begin(), found.end(), [&](const auto& at) {
    if (at.subject != subject) return false;
    const auto soon = projections::show_session(*rows_, tenant_, at, now_ + ClockLimits{}.future);
    return !soon || soon->view.started_at <= now_ || soon->view.status != SessionStatus::active;
  });
}

bool Look::each(SessionFilter filter, const projections::VisitSession& visit, const Way& way) const {
  projections::ListRequest request;
  request.tenant = tenant_;
  request.filter = std::move(filter);
  request.as_of = now_;
  request.live = live_;
  request.newest_first = way.newest_first;
  request.after = way.after;
  request.scan_at_most = way.scan_at_most;
  return projections::for_each_session(*rows_, request, visit);
}

std::vector<ShownSession> Look::newest(SessionFilter filter, std::size_t most) const {
  std::vector<ShownSession> found;
  const auto visit = [&](ShownSession&& shown) {
    found.push_back(std::move(shown));
    return found.size() < most;
  };
  if (each(std::move(filter), visit, {})) return found;
  throw projections::ReadFailure({"too_many_rows", ErrorClass::refused, "", "Too many sessions to look through."});
}

std::optional<ShownSession> Look::active(const SubjectId& subject, std::string_view kind) const {
  SessionFilter filter;
  filter.kind = Kind{kind};
  filter.subject = subject;
  filter.statuses = {SessionStatus::active};
  auto found = newest(std::move(filter), 1);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace muster::api::dialects
