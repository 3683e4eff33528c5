#include "ingest/on_record.h"

#include <algorithm>
#include <string>
#include <variant>

namespace muster::ingest {
namespace {

const CheckOut* closing_of(const ItemAnswer& item) {
  const auto* check_out = std::get_if<CheckOut>(&item.event.data);
  const bool counts = check_out != nullptr && check_out->reason == CheckOutReason::admin && !item.event.env.imported;
  return counts ? check_out : nullptr;
}

bool is_forbidden(const ItemAnswer& item) { return item.problem && item.problem->code == "forbidden"; }

access::AuditEntry entry_of(const WriteRequest& request, std::string action, std::string target, std::string outcome) {
  return {request.who.tenant, std::move(action), request.who.actor, std::move(target), std::move(outcome),
          request.request_id, request.address, {}};
}

}  // namespace

access::AuditEntry refusal_of(const WriteRequest& request) {
  return entry_of(request, "refused", std::string(path_of(request.body.call)), "forbidden");
}

std::optional<access::AuditEntry> refusal_in(const WriteRequest& request, const WriteAnswer& answer) {
  const auto count = std::count_if(answer.items.begin(), answer.items.end(), is_forbidden);
  if (count == 0) return std::nullopt;
  auto entry = refusal_of(request);
  entry.details = {{"count", std::to_string(count)}};
  return entry;
}

std::optional<access::AuditEntry> closing_in(const WriteRequest& request, const WriteAnswer& answer) {
  const auto first = std::find_if(answer.items.begin(), answer.items.end(), closing_of);
  if (first == answer.items.end()) return std::nullopt;
  const bool by_id = !first->session_id.empty();
  auto entry = entry_of(request, "closed", by_id ? first->session_id.str() : first->event.env.subject.str(), "ok");
  entry.details = {{"subject", first->event.env.subject.str()}};
  if (const auto& why = closing_of(*first)->notes) entry.details.emplace_back("why", *why);
  return entry;
}

bool count_closed(const WriteAnswer& answer, access::AuditEntry& closing) {
  const auto taken = [](const ItemAnswer& item) { return item.position && closing_of(item) != nullptr; };
  const auto closed = [&](const ItemAnswer& item) {
    return taken(item) && (!item.outcome || *item.outcome == "closed" || *item.outcome == "repeated");
  };
  const auto first = std::find_if(answer.items.begin(), answer.items.end(), taken);
  if (first == answer.items.end()) return false;
  const auto count = std::count_if(answer.items.begin(), answer.items.end(), closed);
  closing.details.emplace_back("count", std::to_string(count));
  if (count == 0) closing.outcome = *first->outcome;
  return true;
}

}  // namespace muster::ingest
