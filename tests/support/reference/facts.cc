#include "tests/support/reference/facts.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace muster::reference {
namespace {

constexpr Duration kFuture = std::chrono::minutes{2};
constexpr Duration kHorizon = std::chrono::hours{24 * 400};

using Identity = std::tuple<std::string, std::string, std::string>;  // type, source, id

Identity identity_of(const Event& e) { return {type_name(e.data), e.env.source, e.env.id.str()}; }

auto copy_rank(const Copy& c) {
  return std::tie(c.event.env.time, c.event.env.ingesttime, c.record);
}

auto order_key(const Event& e) { return std::tie(e.env.time, e.env.id, e.env.source); }

// Data without what the door writes in.
EventData claimed(EventData data) {
  if (auto* in = std::get_if<CheckIn>(&data)) {
    in->policy = {};
    in->next_ping.reset();
    in->grace.reset();
    if (in->place) in->place = Place{in->place->place_id, "", 0, 0, 0};
  }
  return data;
}

bool is_sign(const Event& e) {
  return std::holds_alternative<Ping>(e.data) || std::holds_alternative<Location>(e.data);
}

void add_copy_line(const Event& copy, const Event& winner, std::vector<HistoryLine>& out) {
  HistoryLine line;
  line.time = copy.env.time;
  line.type = type_name(copy.data);
  line.id = copy.env.id.str();
  line.source = copy.env.source;
  const bool same = claimed(copy.data) == claimed(winner.data);
  line.outcome = same ? Outcome::repeated : Outcome::id_conflict;
  if (std::find(out.begin(), out.end(), line) == out.end()) out.push_back(std::move(line));
}

// One event per identity; the rest become history.
std::vector<Event> pick_winners(const std::vector<Copy>& lifecycle, Facts& out) {
  std::map<Identity, std::vector<Copy>> by_identity;
  for (const Copy& c : lifecycle) by_identity[identity_of(c.event)].push_back(c);
  std::vector<Event> winners;
  for (auto& [identity, group] : by_identity) {
    std::sort(group.begin(), group.end(),
              [](const Copy& a, const Copy& b) { return copy_rank(a) < copy_rank(b); });
    const Event& winner = group.front().event;
    for (std::size_t i = 1; i < group.size(); ++i) {
      if (group[i].record == group[i - 1].record) continue;
      add_copy_line(group[i].event, winner, out.copies);
    }
    winners.push_back(winner);
  }
  return winners;
}

// Time; check-outs before check-ins, but one that names the session of a check-in of the same
// time right after the first such check-in; id; source.
std::vector<Event> fold_order(std::vector<Event> events) {
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return order_key(a) < order_key(b); });
  std::map<Timestamp, std::pair<std::vector<Event>, std::vector<Event>>> by_time;  // outs, ins
  for (Event& e : events) {
    auto& [outs, ins] = by_time[e.env.time];
    (std::holds_alternative<CheckOut>(e.data) ? outs : ins).push_back(std::move(e));
  }
  std::vector<Event> ordered;
  for (auto& [time, group] : by_time) {
    auto& [outs, ins] = group;
    std::map<SessionId, std::vector<Event>> after;  // check-outs that wait for their check-in
    for (const Event& in : ins) after[std::get<CheckIn>(in.data).session_id];
    for (const Event& out : outs) {
      const auto* named = std::get_if<SessionId>(&std::get<CheckOut>(out.data).selector);
      const auto found = named ? after.find(*named) : after.end();
      (found == after.end() ? ordered : found->second).push_back(out);
    }
    for (const Event& in : ins) {
      ordered.push_back(in);
      auto& waiting = after[std::get<CheckIn>(in.data).session_id];
      ordered.insert(ordered.end(), waiting.begin(), waiting.end());
      waiting.clear();
    }
  }
  return ordered;
}

std::vector<Event> distinct_signs(const std::vector<Event>& signs) {
  std::map<std::tuple<Timestamp, std::string, std::string>, Event> by_content;
  for (const Event& e : signs) {
    auto [at, fresh] = by_content.try_emplace({e.env.time, type_name(e.data), content_of(e)}, e);
    if (!fresh && e.env.ingesttime < at->second.env.ingesttime) at->second = e;
  }
  std::vector<Event> out;
  for (auto& [key, e] : by_content) out.push_back(std::move(e));
  return out;
}

void find_winning_amendments(Facts& facts) {
  for (const Event& e : facts.corrections) {  // in order: the latest overwrites
    const auto* a = std::get_if<Amendment>(&e.data);
    if (!a) continue;
    WinningAmendments& w = facts.winners[a->session_id];
    if (a->started_at) w.started_at = &e;
    if (a->ended_at) w.ended_at = &e;
    if (a->void_) w.void_ = &e;
  }
}

// Shortest text that reads back as the same double; -0 is 0.
std::string number(const std::optional<double>& v) { return v ? fmt::format("{}", *v + 0.0) : ""; }

}  // namespace

const char* type_name(const EventData& data) {
  static constexpr const char* kNames[] = {
      "muster.checkin.v1",   "muster.ping.v1",   "muster.location.v1", "muster.checkout.v1",
      "muster.amendment.v1", "muster.review.v1", "directory"};
  return kNames[data.index()];
}

std::string content_of(const Event& sign) {
  if (const auto* p = std::get_if<Ping>(&sign.data)) {
    return fmt::format("{} {}+{} {}", p->session_id.str(), p->next_ping.count(), p->grace.count(),
                       p->activity);
  }
  const auto& l = std::get<Location>(sign.data);
  const Position& p = l.position;
  return fmt::format("{} {},{} a{} h{} s{} d{} m{}", l.session_id.str(), number(p.lat),
                     number(p.lon), number(p.accuracy_m), number(p.altitude_m), number(p.speed_mps),
                     number(p.heading_deg), p.mock ? (*p.mock ? "1" : "0") : "");
}

bool breaks_clock_rule(const Event& e) {
  if (e.env.time > e.env.ingesttime + kFuture) return true;
  if (!e.env.imported && e.env.time < e.env.ingesttime - kHorizon) return true;
  const auto* a = std::get_if<Amendment>(&e.data);
  const auto late = [&](const Amendment::Edge& edge) {
    return edge && *edge && **edge > e.env.time;
  };
  return a && (late(a->started_at) || late(a->ended_at));
}

void gather(const std::vector<Copy>& copies, Facts& out) {
  std::vector<Copy> lifecycle;
  std::vector<Event> signs, visits;
  for (const Copy& c : copies) {
    if (std::holds_alternative<DirectoryChange>(c.event.data) || breaks_clock_rule(c.event))
      continue;
    if (is_sign(c.event)) {
      signs.push_back(c.event);
    } else {
      lifecycle.push_back(c);
    }
  }
  for (Event& e : pick_winners(lifecycle, out)) {
    const bool correction =
        std::holds_alternative<Amendment>(e.data) || std::holds_alternative<Review>(e.data);
    (correction ? out.corrections : visits).push_back(std::move(e));
  }
  std::sort(out.corrections.begin(), out.corrections.end(),
            [](const Event& a, const Event& b) { return order_key(a) < order_key(b); });
  out.lifecycle = fold_order(std::move(visits));
  out.signs = distinct_signs(signs);
  find_winning_amendments(out);
}

}  // namespace muster::reference
