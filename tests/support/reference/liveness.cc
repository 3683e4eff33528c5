#include "tests/support/reference/liveness.h"

#include <algorithm>
#include <set>

#include "tests/support/reference/intervals.h"

namespace muster::reference {
namespace {

const CheckIn* first_check_in(const Facts& facts, const SessionId& id) {
  for (const Event& e : facts.lifecycle) {  // already in (time, id, source)
    const auto* in = std::get_if<CheckIn>(&e.data);
    if (in && in->session_id == id) return in;
  }
  return nullptr;
}

struct Voucher {
  Timestamp time{};
  Duration next_ping{}, grace{};
  std::string activity;
};

std::vector<Voucher> vouchers_of(const Facts& facts, const SessionId& id) {
  std::vector<Voucher> out;
  const CheckIn* first = first_check_in(facts, id);
  for (const Event& e : facts.lifecycle) {
    const auto* in = std::get_if<CheckIn>(&e.data);
    if (!in || in->session_id != id || in->kind != first->kind || !in->next_ping) continue;
    out.push_back(
        {e.env.time, *in->next_ping, in->grace.value_or(Duration{0}), in->activity.value_or("")});
  }
  for (const Event& e : facts.signs) {
    const auto* ping = std::get_if<Ping>(&e.data);
    if (!ping || ping->session_id != id) continue;
    out.push_back({e.env.time, ping->next_ping, ping->grace, ping->activity});
  }
  return out;
}

Components cut(const Components& components, Timestamp since) {
  Components out;
  for (Component c : components) {
    if (c.alive_to <= since) continue;
    c.start = std::max(c.start, since);
    c.counted_to = std::max(c.counted_to, c.start);
    out.push_back(c);
  }
  return out;
}

}  // namespace

Components merge(Components any) {
  std::erase_if(any, [](const Component& c) { return c.start >= c.alive_to; });
  std::sort(any.begin(), any.end(),
            [](const Component& a, const Component& b) { return a.start < b.start; });
  Components out;
  for (const Component& c : any) {
    if (out.empty() || c.start > out.back().alive_to) {
      out.push_back(c);
      continue;
    }
    out.back().alive_to = std::max(out.back().alive_to, c.alive_to);
    out.back().counted_to = std::max(out.back().counted_to, c.counted_to);
  }
  return out;
}

Components components_of(const Facts& facts, const SessionId& id,
                         const std::optional<std::string>& activity) {
  Components out;
  for (const Voucher& v : vouchers_of(facts, id)) {
    if (activity && v.activity != *activity) continue;
    out.push_back({v.time, v.time + v.next_ping + v.grace, v.time + v.next_ping});
  }
  return merge(std::move(out));
}

Components components_of(const Facts& facts, const SessionId& id, const Aliases& aliases,
                         const std::optional<std::string>& activity) {
  Components all = components_of(facts, id, activity);
  for (const auto& [alias, since] : aliases) {
    const Components theirs = cut(components_of(facts, alias, activity), since);
    all.insert(all.end(), theirs.begin(), theirs.end());
  }
  return merge(std::move(all));
}

std::vector<std::string> activities_of(const Facts& facts, const SessionId& id) {
  std::set<std::string> names;
  for (const Voucher& v : vouchers_of(facts, id)) {
    if (!v.activity.empty()) names.insert(v.activity);
  }
  return {names.begin(), names.end()};
}

const Component* holding(const Components& components, Timestamp t) {
  const Component* c = last_begun(components, t);
  return c && t < c->alive_to ? c : nullptr;
}

const Component* last_begun(const Components& components, Timestamp t) {
  const Component* last = nullptr;
  for (const Component& c : components) {
    if (c.start <= t) last = &c;
  }
  return last;
}

Intervals counted_part(const Components& components) {
  Intervals out;
  for (const Component& c : components) out.push_back({c.start, c.counted_to});
  return unite(std::move(out));
}

}  // namespace muster::reference
