#include "processors/fold_order.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <variant>

namespace muster::processors {
namespace {

const SessionId* named_session(const Event& event) {
  const auto* out = std::get_if<CheckOut>(&event.data);
  return out == nullptr ? nullptr : std::get_if<SessionId>(&out->selector);
}

bool by_id(const Event* a, const Event* b) {
  return std::tie(a->env.id, a->env.source) < std::tie(b->env.id, b->env.source);
}

}  // namespace

void order_at_one_time(std::vector<const Event*>& events) {
  if (events.size() < 2) return;
  std::sort(events.begin(), events.end(), by_id);
  std::map<SessionId, std::vector<const Event*>> follows;  // check-outs by the session of a check-in
  for (const Event* e : events) {
    if (const auto* in = std::get_if<CheckIn>(&e->data)) follows.try_emplace(in->session_id);
  }
  std::vector<const Event*> corrections, outs, ordered;
  for (const Event* e : events) {
    if (std::holds_alternative<CheckIn>(e->data)) continue;
    if (!std::holds_alternative<CheckOut>(e->data)) {
      corrections.push_back(e);
      continue;
    }
    const SessionId* named = named_session(*e);
    const auto after = named == nullptr ? follows.end() : follows.find(*named);
    (after == follows.end() ? outs : after->second).push_back(e);
  }
  ordered = std::move(corrections);
  ordered.insert(ordered.end(), outs.begin(), outs.end());
  for (const Event* e : events) {
    const auto* in = std::get_if<CheckIn>(&e->data);
    if (in == nullptr) continue;
    ordered.push_back(e);
    auto& after = follows[in->session_id];
    ordered.insert(ordered.end(), after.begin(), after.end());
    after.clear();
  }
  events = std::move(ordered);
}

}  // namespace muster::processors
