#include "tests/support/reference/signs.h"

#include <algorithm>

namespace muster::reference {
namespace {

bool is_waiting(const Facts& facts, const Event& sign) {
  return std::none_of(facts.lifecycle.begin(), facts.lifecycle.end(), [&](const Event& e) {
    const auto* in = std::get_if<CheckIn>(&e.data);
    return in && in->session_id == named_by(sign) && e.env.time <= sign.env.time;
  });
}

const Event* latest_review(const Facts& facts, const SessionId& id) {
  const Event* latest = nullptr;
  for (const Event& e : facts.corrections) {
    const auto* r = std::get_if<Review>(&e.data);
    if (r && r->session_id == id) latest = &e;
  }
  return latest;
}

Outcome outcome_of(const Facts& facts, const Lifecycle& life, const Event& e) {
  const auto* a = std::get_if<Amendment>(&e.data);
  const SessionId& id = a ? a->session_id : std::get<Review>(e.data).session_id;
  if (!life.sessions.contains(id)) return Outcome::unknown_session;
  if (!a) return latest_review(facts, id) == &e ? Outcome::applied : Outcome::overruled;
  const WinningAmendments& w = facts.winners.at(id);
  const bool wins = w.started_at == &e || w.ended_at == &e || w.void_ == &e;
  return wins ? Outcome::applied : Outcome::overruled;
}

}  // namespace

const SessionId& named_by(const Event& sign) {
  const auto* ping = std::get_if<Ping>(&sign.data);
  return ping ? ping->session_id : std::get<Location>(sign.data).session_id;
}

std::vector<const Event*> signs_of(const Facts& facts, const Session& s) {
  std::vector<const Event*> out;
  for (const Event& e : facts.signs) {
    bool ours = named_by(e) == s.id && e.env.time >= s.started_at;
    for (const auto& [alias, since] : s.aliases) {
      ours = ours || (named_by(e) == alias && e.env.time >= since);
    }
    if (ours) out.push_back(&e);
  }
  return out;
}

bool counted_sign(const Session& s, const Event& sign) {
  if (s.voided) return false;
  const Timestamp t = sign.env.time;
  return std::holds_alternative<Ping>(sign.data) ? !s.ended(t) : s.active(t);
}

std::vector<HistoryLine> sign_lines(const Facts& facts, const Lifecycle& life) {
  std::vector<HistoryLine> out;
  for (const Event& e : facts.signs) {
    HistoryLine line;
    line.time = e.env.time;
    line.type = type_name(e.data);
    line.content = content_of(e);
    line.outcome = Outcome::waiting;
    if (!is_waiting(facts, e)) {
      const Session& s = *life.find(named_by(e));
      line.sessions = {s.id};
      line.outcome = counted_sign(s, e) ? Outcome::counted : Outcome::ignored;
    }
    out.push_back(std::move(line));
  }
  return out;
}

std::vector<HistoryLine> correction_lines(const Facts& facts, const Lifecycle& life) {
  std::vector<HistoryLine> out;
  for (const Event& e : facts.corrections) {
    HistoryLine line;
    line.time = e.env.time;
    line.type = type_name(e.data);
    line.id = e.env.id.str();
    line.source = e.env.source;
    line.outcome = outcome_of(facts, life, e);
    const auto* a = std::get_if<Amendment>(&e.data);
    line.sessions = {a ? a->session_id : std::get<Review>(e.data).session_id};
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace muster::reference
