#include "api/dialects/whole_list.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

Error bad(std::string hint) { return {"bad_parameter", ErrorClass::invalid, "", std::move(hint)}; }

Error too_many() {
  return {"too_many_rows", ErrorClass::refused, "",
          fmt::format("There are more than {} rows. Ask for parts: ?limit=1000, and with &after= the id of the last row for the next.", kMostListed)};
}

// Empty where the list is asked for whole.
Result<std::optional<std::size_t>> limit_asked(const http::Request& request) {
  const std::string* text = request.query_value("limit");
  if (text == nullptr || text->empty()) return std::optional<std::size_t>{};
  const auto value = number_in(*text);
  const bool whole = value && *value >= 1 && *value <= kMostListed && *value == static_cast<double>(static_cast<std::size_t>(*value));
  if (!whole) return bad(fmt::format("limit is a number from 1 to {}.", kMostListed));
  return std::optional(static_cast<std::size_t>(*value));
}

// The sessions that a row's id may mean: its own, or, where rows are of people, the newest of that one.
std::vector<projections::ShownSession> meant_by(const std::string& id, const Look& look, projections::SessionFilter filter) {
  auto named = look.named(SessionId{id}, filter.kind->view());
  const auto subject = parse_subject(id);
  if (!named.empty() || !subject) return named;
  filter.subject = *subject;
  filter.statuses.clear();
  return look.newest(std::move(filter), 1);
}

// Where the part before ended. It may have left the list since.
Result<std::optional<projections::keys::SessionKey>> position_asked(const http::Request& request, const Look& look,
                                                                    const projections::SessionFilter& filter) {
  using Position = std::optional<projections::keys::SessionKey>;
  const std::string* id = request.query_value("after");
  if (id == nullptr || id->empty()) return Position{};
  Position found;
  for (const auto& shown : meant_by(*id, look, filter)) {
    if (!filter.may_be_of(shown.place.subject)) continue;
    if (found) return Error{"ambiguous_session", ErrorClass::conflict, "", "Two sessions have the id that `after` names."};
    found = {shown.view.started_at, shown.place.subject, shown.place.session};
  }
  if (!found) return bad("after is the id of no row.");
  return found;
}

}  // namespace

Result<Json> whole_list(const Call& call, const Look& look, const projections::SessionFilter& filter, bool newest_first,
                        const MakeRow& row) {
  const auto limit = limit_asked(call.request);
  if (!limit) return limit.error();
  const auto after = position_asked(call.request, look, filter);
  if (!after) return after.error();
  Json rows = Json::array();
  bool more = false;
  const auto visit = [&](const projections::ShownSession& shown) {
    Json one = row(shown);
    if (one.is_null()) return true;
    more = rows.size() == limit->value_or(kMostListed);
    if (!more) rows.push_back(std::move(one));
    return !more;
  };
  const bool seen = look.each(filter, visit, {newest_first, *after, kLookedThrough});
  if (!seen || (more && !*limit)) return too_many();
  return rows;
}

}  // namespace muster::api::dialects
