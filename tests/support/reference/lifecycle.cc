#include "tests/support/reference/lifecycle.h"

#include <algorithm>
#include <tuple>

namespace muster::reference {
namespace {

EndReason reason_of(CheckOutReason r) {
  switch (r) {
    case CheckOutReason::checkout:
      return EndReason::checkout;
    case CheckOutReason::logout:
      return EndReason::logout;
    case CheckOutReason::admin:
      return EndReason::admin;
    case CheckOutReason::emergency:
      return EndReason::emergency;
  }
  return EndReason::none;
}

bool older(const Session* a, const Session* b) {
  return std::tie(a->started_at, a->id) < std::tie(b->started_at, b->id);
}

class Walk {
 public:
  explicit Walk(const Facts& facts) : facts_(facts) {}

  Lifecycle run() {
    for (const Event& e : facts_.lifecycle) {
      if (const auto* in = std::get_if<CheckIn>(&e.data)) {
        check_in(e, *in);
      } else {
        check_out(e, std::get<CheckOut>(e.data));
      }
    }
    return std::move(state_);
  }

 private:
  void say(const Event& e, Outcome outcome, std::vector<SessionId> sessions) {
    std::sort(sessions.begin(), sessions.end());
    state_.history.push_back({e.env.time, type_name(e.data), e.env.id.str(), e.env.source, "",
                              outcome, std::move(sessions)});
  }

  void check_in(const Event& e, const CheckIn& in) {
    const Timestamp t = e.env.time;
    if (Session* known = state_.find(in.session_id)) return check_in_known(e, in, *known);
    if (voided(in.session_id)) return open(e, in);

    std::vector<Session*> active = active_of_kind(in.kind, t);
    if (in.policy.limit && active.size() >= *in.policy.limit) {
      Session* newest = active.empty() ? nullptr : active.back();
      if (newest && in.policy.on_limit == OnLimit::keep && younger(*newest, in.policy, t)) {
        return take_in(e, in, *newest);
      }
      evict(active, *in.policy.limit, e);
    }
    open(e, in);
  }

  void check_in_known(const Event& e, const CheckIn& in, Session& s) {
    if (s.voided) return say(e, Outcome::session_closed, {s.id});
    if (in.kind != s.kind) return say(e, Outcome::kind_conflict, {s.id});
    if (s.ended(e.env.time)) return say(e, Outcome::session_closed, {s.id});
    s.check_ins.push_back(&e);
    say(e, Outcome::refreshed, {s.id});
  }

  void open(const Event& e, const CheckIn& in) {
    Session s;
    s.id = in.session_id;
    s.kind = in.kind;
    s.policy = in.policy;
    s.started_at = e.env.time;
    s.opener = &e;
    if (const auto w = facts_.winners.find(s.id); w != facts_.winners.end())
      s.amendments = w->second;
    s.voided = voided(s.id);
    s.components = components_of(facts_, s.id, {}, std::nullopt);
    s.check_ins.push_back(&e);
    say(e, Outcome::opened, {s.id});
    state_.sessions.emplace(s.id, std::move(s));
  }

  void take_in(const Event& e, const CheckIn& in, Session& s) {
    state_.aliases[in.session_id] = {s.id, e.env.time};
    s.aliases.emplace_back(in.session_id, e.env.time);
    s.components = components_of(facts_, s.id, s.aliases, std::nullopt);
    s.check_ins.push_back(&e);
    say(e, Outcome::already_active, {s.id});
  }

  void evict(const std::vector<Session*>& active, std::size_t limit, const Event& e) {
    std::size_t left = active.size();
    for (Session* s : active) {
      if (left < limit || left == 0) return;
      s->closed = ExplicitEnd{e.env.time, EndReason::evicted, &e};
      s->closed_in_fold = true;
      --left;
    }
  }

  void check_out(const Event& e, const CheckOut& out) {
    const Timestamp t = e.env.time;
    const std::vector<Session*> selected = select(out.selector);
    std::vector<SessionId> closed;
    for (Session* s : selected) {
      if (s->closable(t)) closed.push_back(s->id);
      if (s->closable_but_for_amendment(t)) {
        s->closed_in_fold = s->closable(t);
        s->closed = ExplicitEnd{t, reason_of(out.reason), &e};
      } else if (s->suspended_but_for_amendment(t)) {
        s->sealed_at = t;
      }
    }
    if (!closed.empty()) return say(e, Outcome::closed, std::move(closed));
    if (selected.empty()) return say(e, Outcome::not_started, {});
    answer_for_newest(e, out, *selected.back());
  }

  void answer_for_newest(const Event& e, const CheckOut& out, Session& newest) {
    if (newest.ended_explicitly(e.env.time)) return say(e, Outcome::already_closed, {newest.id});
    if (std::holds_alternative<SessionId>(out.selector)) newest.claims.push_back(&e);
    say(e, Outcome::after_end, {newest.id});
  }

  // Oldest first.
  std::vector<Session*> select(const Selector& selector) {
    std::vector<Session*> out;
    if (const auto* id = std::get_if<SessionId>(&selector)) {
      if (Session* s = state_.find(*id)) out.push_back(s);
    } else {
      const auto* kind = std::get_if<Kind>(&selector);
      for (auto& [id_, s] : state_.sessions) {
        if (!kind || s.kind == *kind) out.push_back(&s);
      }
    }
    std::erase_if(out, [](const Session* s) { return s->voided; });
    std::sort(out.begin(), out.end(), older);
    return out;
  }

  // Oldest first.
  std::vector<Session*> active_of_kind(const Kind& kind, Timestamp t) {
    std::vector<Session*> out;
    for (auto& [id, s] : state_.sessions) {
      if (s.kind == kind && s.active(t)) out.push_back(&s);
    }
    std::sort(out.begin(), out.end(), older);
    return out;
  }

  static bool younger(const Session& s, const Policy& coming, Timestamp t) {
    return !coming.long_after || t - s.started_at < *coming.long_after;
  }

  bool voided(const SessionId& id) const {
    const auto w = facts_.winners.find(id);
    return w != facts_.winners.end() && w->second.void_ &&
           *std::get<Amendment>(w->second.void_->data).void_;
  }

  const Facts& facts_;
  Lifecycle state_;
};

}  // namespace

Session* Lifecycle::find(const SessionId& id) {
  if (const auto own = sessions.find(id); own != sessions.end()) return &own->second;
  if (const auto a = aliases.find(id); a != aliases.end()) return &sessions.at(a->second.first);
  return nullptr;
}

const Session* Lifecycle::find(const SessionId& id) const {
  return const_cast<Lifecycle*>(this)->find(id);
}

Lifecycle walk(const Facts& facts) { return Walk(facts).run(); }

}  // namespace muster::reference
