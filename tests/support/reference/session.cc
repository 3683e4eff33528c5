#include "tests/support/reference/session.h"

#include <algorithm>

namespace muster::reference {
namespace {

std::optional<Timestamp> after(Timestamp t, const std::optional<Duration>& d) {
  return d ? std::optional{t + *d} : std::nullopt;
}

NaturalEnd ended_by_silence(const Component& c, Timestamp final_from) {
  return {c.counted_to, c.alive_to, final_from, EndReason::lapsed};
}

}  // namespace

std::optional<Timestamp> Session::amended_start() const {
  if (!amendments.started_at) return std::nullopt;
  return *std::get<Amendment>(amendments.started_at->data).started_at;
}

std::optional<Timestamp> Session::amended_end() const {
  if (!amendments.ended_at) return std::nullopt;
  return *std::get<Amendment>(amendments.ended_at->data).ended_at;
}

std::optional<Timestamp> Session::fold_amended_end() const {
  const auto end = amended_end();
  return end ? std::optional{std::max(*end, started_at)} : std::nullopt;
}

std::optional<Timestamp> Session::deadline() const {
  const auto ttl = after(started_at, policy.ttl);
  const auto max = after(started_at, policy.max_duration);
  if (ttl && max) return std::min(*ttl, *max);
  return ttl ? ttl : max;
}

EndReason Session::deadline_reason() const {
  const bool by_ttl = policy.ttl && (!policy.max_duration || *policy.ttl <= *policy.max_duration);
  return by_ttl ? EndReason::expired : EndReason::auto_closed;
}

std::optional<NaturalEnd> Session::natural_end() const {
  const auto due = deadline();
  const auto by_deadline = [&] { return NaturalEnd{*due, *due, *due, deadline_reason()}; };
  if (!has_liveness()) return due ? std::optional{by_deadline()} : std::nullopt;

  // A session that nobody vouches for is silent from its start.
  const Component none{started_at, started_at, started_at};
  if (policy.liveness == Liveness::final) {
    const Component* c = holding(components, started_at);
    if (!c) c = &none;
    return due && *due <= c->counted_to ? by_deadline() : ended_by_silence(*c, c->alive_to);
  }
  if (sealed_at) {
    const Component* c = last_begun(components, *sealed_at);
    return ended_by_silence(c ? *c : none, *sealed_at);
  }
  if (!due) return std::nullopt;
  const Component* c = &none;
  for (const Component& each : components) {
    if (each.start < *due) c = &each;
  }
  return *due <= c->alive_to ? by_deadline() : ended_by_silence(*c, *due);
}

bool Session::live(Timestamp t) const { return !has_liveness() || holding(components, t); }

bool Session::ended_explicitly(Timestamp t) const {
  const auto amended = fold_amended_end();
  return (amended && *amended <= t) || (closed && closed->at <= t);
}

bool Session::ended(Timestamp t) const {
  const auto natural = natural_end();
  return ended_explicitly(t) || (natural && natural->final_from <= t);
}

bool Session::active(Timestamp t) const {
  return !voided && started_at <= t && !ended(t) && live(t);
}

bool Session::closable_but_for_amendment(Timestamp t) const {
  if (voided || t < started_at || (closed && closed->at <= t)) return false;
  const auto natural = natural_end();
  // In time at the very deadline; a seal is none.
  if (!sealed_at && natural && natural->at == t && natural->final_from == t) return true;
  return !(natural && natural->final_from <= t) && live(t);
}

bool Session::closable(Timestamp t) const {
  const auto amended = fold_amended_end();
  return closable_but_for_amendment(t) && !(amended && *amended <= t);
}

bool Session::suspended_but_for_amendment(Timestamp t) const {
  if (voided || policy.liveness != Liveness::resumes || (closed && closed->at <= t)) return false;
  const auto natural = natural_end();
  return !(natural && natural->final_from <= t) && !live(t);
}

}  // namespace muster::reference
