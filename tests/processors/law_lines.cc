#include "tests/processors/law_lines.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "projections/codec.h"
#include "projections/flags.h"
#include "projections/hours.h"
#include "projections/index_keys.h"
#include "projections/queries.h"
#include "tests/support/reference/names.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/stories.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;

std::string text_of(std::optional<Timestamp> t) { return t ? stories::clock_text(*t) : "-"; }

namespace {

std::string spans_of(const reference::Intervals& all) {
  std::string out;
  for (const auto& i : all) out += "[" + text_of(i.start) + "," + text_of(i.end) + ")";
  return out;
}

std::string spans_of(const std::vector<projections::Interval>& all) {
  std::string out;
  for (const auto& i : all) out += "[" + text_of(i.start) + "," + text_of(i.end) + ")";
  return out;
}

// A session's line as both sides tell it.
std::string line(const reference::SessionAnswer& s) {
  std::ostringstream out;
  out << s.id.str() << " " << s.kind.str() << " " << reference::name(s.status) << " "
      << (s.end_reason == reference::EndReason::none ? "-" : reference::name(s.end_reason)) << " "
      << text_of(s.started_at) << " " << text_of(s.ended_at) << " computed " << text_of(s.computed_started_at)
      << " " << text_of(s.computed_ended_at) << " counted " << spans_of(s.counted) << " aliases";
  std::map<std::pair<Timestamp, SessionId>, int> aliases;  // at one time the fold adds them in its order
  for (const auto& [id, since] : s.aliases) aliases[{since, id}];
  for (const auto& [alias, none] : aliases) out << " " << alias.second.str() << "@" << text_of(alias.first);
  out << " says " << s.activity.value_or("") << "|" << s.service_type.value_or("") << "|" << s.notes.value_or("");
  for (const auto& [k, v] : s.labels) out << " " << k << "=" << v;
  if (s.device) out << " on " << s.device->device_id;
  if (s.check_out_position) out << " left at " << s.check_out_position->lat;
  out << " by " << text_of(s.ends_by) << " to " << text_of(s.counted_to) << " seen " << text_of(s.last_seen_at);
  for (const auto& f : s.flags) out << " " << reference::name(f.name) << "@" << text_of(f.since) << "/" << text_of(f.accepted) << f.evidence;
  out << " review " << reference::name(s.review) << " " << s.reviewed_by.value_or("") << text_of(s.reviewed_at);
  return out.str();
}

std::string line(const projections::ShownSession& s, Timestamp as_of) {
  const auto& row = s.stored.row;
  std::ostringstream out;
  out << row.id.str() << " " << row.kind.str() << " " << name_of(s.view.status) << " "
      << (s.view.end_reason ? name_of(*s.view.end_reason) : "-") << " " << text_of(s.view.started_at) << " "
      << text_of(s.view.ended_at) << " computed " << text_of(s.view.computed_started_at) << " "
      << text_of(s.view.computed_ended_at) << " counted " << spans_of(s.view.counted) << " aliases";
  for (const auto& a : row.aliases) {
    if (a.since <= as_of) out << " " << a.id.str() << "@" << text_of(a.since);
  }
  out << " says " << row.activity << "|" << row.service_type.value_or("") << "|" << row.notes.value_or("");
  for (const auto& [k, v] : row.labels) out << " " << k << "=" << v;
  if (row.device) out << " on " << row.device->device_id;
  const bool left = row.check_out_position && row.end && row.end->at <= as_of;
  if (left) out << " left at " << row.check_out_position->lat;
  out << " by " << text_of(s.view.ends_by) << " to " << text_of(s.view.counted_to) << " seen " << text_of(s.view.last_seen_at);
  for (const auto& f : s.view.flags) out << " " << name_of(f.name) << "@" << text_of(f.since) << "/" << text_of(f.accepted) << f.evidence;
  const auto* review = row.corrections.voided ? nullptr : projections::latest_review(row, as_of);
  out << " review " << name_of(s.view.review) << " " << (review ? review->by + text_of(review->at) : "-");
  return out.str();
}

}  // namespace

std::string sessions_of(const reference::SubjectAnswer& answer) {
  std::map<SessionId, std::string> lines;
  for (const auto& s : answer.sessions) lines[s.id] = line(s);
  std::string text;
  for (const auto& [id, l] : lines) text += l + "\n";
  return text;
}

std::string sessions_of(const EngineWorld& world, Timestamp as_of) {
  const auto reads = world.store->snapshot();
  std::map<SessionId, std::string> lines;
  reads->scan(Family::sessions, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view) {
    const auto scope = keys::parse_scope(key);
    const auto id = keys::parse_session(key.substr(scope->length));
    const auto shown = projections::show_session(*reads, scope->tenant, {0, scope->subject, *id}, as_of);
    if (shown) lines[*id] = line(*shown, as_of);
    return true;
  });
  std::string text;
  for (const auto& [id, l] : lines) text += l + "\n";
  return text;
}

std::string hours_of(const reference::SubjectAnswer& answer) {
  std::ostringstream out;
  for (const auto& [bucket, sum] : reference::subject_rollup(answer)) {
    if (sum.count() == 0) continue;
    out << bucket.kind.str() << "/" << bucket.activity << " " << text_of(bucket.quarter) << " " << sum.count() << "\n";
  }
  return out.str();
}

std::string hours_of(const EngineWorld& world, const EventSet& set, Timestamp as_of) {
  std::ostringstream out;
  if (set.copies.empty()) return "";
  const auto& env = set.copies.front().event.env;
  const auto reads = world.store->snapshot();
  const projections::Quarter last = projections::quarter_of(as_of) + 1;
  std::map<std::pair<projections::SubjectSeries, projections::Quarter>, Duration> all;
  EXPECT_TRUE(projections::subject_hours(*reads, env.tenant, env.subject, {}, {-1'000'000, last}, as_of,
                                         [&](const auto& series, auto q, Duration sum) { return all.emplace(std::pair{series, q}, sum).second; }));
  for (const auto& [at, sum] : all) {
    out << at.first.kind.str() << "/" << at.first.activity << " " << text_of(projections::start_of_quarter(at.second)) << " "
        << sum.count() << "\n";
  }
  return out.str();
}

namespace {

std::string text_of(const std::set<std::string>& lines) {
  std::string text;
  for (const auto& l : lines) text += l + "\n";
  return text;
}

}  // namespace

// Which lists by flag and of reviews a session stands in, and which it should.
std::string marks_of(const reference::SubjectAnswer& answer) {
  std::set<std::string> lines;
  for (const auto& s : answer.sessions) {
    for (const auto& f : s.flags) lines.insert(std::string(reference::name(f.name)) + " " + s.id.str());
    if (s.review == reference::ReviewState::pending) lines.insert(std::string(keys::kPending) + " " + s.id.str());
  }
  return text_of(lines);
}

std::string marks_of(const EngineWorld& world, const Tenant& tenant) {
  std::set<std::string> lines;
  const auto reads = world.store->snapshot();
  const auto add = [&](const std::string& mark) {
    const std::string prefix = keys::marks(tenant, mark);
    reads->scan(Family::marks, prefix, projections::prefix_end(prefix), [&](std::string_view key, std::string_view) {
      lines.insert(mark + " " + keys::parse_session_key(key.substr(prefix.size()))->session.str());
      return true;
    });
  };
  for (std::size_t i = 0; i < projections::kFlagCount; ++i) add(name_of(static_cast<projections::FlagName>(i)));
  add(keys::kPending);
  return text_of(lines);
}

}  // namespace muster::processors
