#include "tests/processors/story_lines.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "projections/evidence.h"
#include "projections/flags.h"
#include "projections/hours.h"
#include "projections/index_keys.h"
#include "projections/outcomes.h"
#include "projections/places.h"
#include "projections/session_history.h"

namespace muster::processors {
namespace {

namespace keys = projections::keys;
using projections::Family;
using projections::Grain;
using projections::TrailFix;
using stories::Answers;
using stories::crowd_line;
using stories::story_clock;

constexpr std::size_t kMany = 1000;

std::string spans(const std::vector<projections::Interval>& all) {
  std::string out;
  for (const auto& i : all) out += fmt::format(" {}-{}", story_clock(i.start), story_clock(i.end));
  return out;
}

// Of the amendments that speak for an edge, whose the last of them is.
std::string amended_by(const projections::Corrections& corrections) {
  std::string start, end;
  for (const auto& note : corrections.notes) {
    if (note.amendment.started_at) start = note.by;
    if (note.amendment.ended_at) end = note.by;
  }
  return end.empty() ? start : end;
}

std::string shown_line(const std::string& who, const projections::ShownSession& s, Timestamp as_of) {
  const projections::SessionRow& row = s.stored.row;
  stories::ShownLine line{who};
  line.add("kind", row.kind.view());
  line.add("ends_by", s.view.ends_by);
  line.add("last_seen", s.view.last_seen_at);
  line.add("counted_to", s.view.counted_to);
  line.add("computed_start", s.view.computed_started_at);
  line.add("computed_end", s.view.computed_ended_at);
  line.add("activity", row.activity);
  line.add("service_type", row.service_type.value_or(""));
  line.add("notes", row.notes.value_or(""));
  line.add("device", row.device ? row.device->device_id : "");
  line.add("place", projections::place_of(row).view());
  for (const auto& [name, label] : row.labels) line.add(name, label);
  std::string aliases;
  for (const auto& alias : row.aliases) {
    if (alias.since <= as_of) aliases += (aliases.empty() ? "" : ",") + alias.id.str();
  }
  line.add("aliases", aliases);
  line.add("amended_by", amended_by(row.corrections));
  if (const auto* review = projections::latest_review(row, as_of)) {
    line.add("reviewed_by", review->by);
    line.add("reviewed_at", review->at);
  }
  return line.text;
}

void tell_fix(const std::string& who, const projections::SessionRow& row, const char* source, const TrailFix& fix, Answers& told) {
  std::string verdict = "none -";
  if (row.place) {
    const auto check = projections::check_place(*row.place, fix.position, row.policy.accuracy_max_m);
    verdict = fmt::format("{} {}", name_of(check.verdict), check.distance_cm);
  }
  told.fixes.push_back(fmt::format("{} {} {} {}", who, source, story_clock(fix.time), verdict));
}

void tell_fixes(const projections::Reads& reads, const std::string& who, const projections::ShownSession& s,
                Timestamp as_of, Answers& told) {
  const projections::SessionRow& row = s.stored.row;
  if (const auto fix = projections::opening_fix(row)) tell_fix(who, row, "check_in", *fix, told);
  if (const auto fix = projections::closing_fix(row); fix && fix->time <= as_of) tell_fix(who, row, "check_out", *fix, told);
  for (const TrailFix& fix : projections::session_trail(reads, 0, row, row.started_at, as_of + Duration{1}, kMany)) {
    if (projections::counted(row, s.vouched.all, fix.time)) tell_fix(who, row, "location", fix, told);
  }
}

void tell_session(const projections::ShownSession& s, Timestamp as_of, Answers& told) {
  const projections::SessionRow& row = s.stored.row;
  const std::string who = stories::story_name(row.subject, row.id);
  told.rows.push_back(fmt::format("{} {} {} {}-{} |{}", who, name_of(s.view.status),
                                  s.view.end_reason ? name_of(*s.view.end_reason) : "none", story_clock(s.view.started_at),
                                  s.view.ended_at ? story_clock(*s.view.ended_at) : "", spans(s.view.counted)));
  told.reviews.push_back(who + " " + name_of(s.view.review));
  told.shown.push_back(shown_line(who, s, as_of));
  for (const auto& flag : s.view.flags) told.flags.push_back(fmt::format("{} {} {}", who, name_of(flag.name), story_clock(flag.since)));
  for (const auto& [activity, components] : s.vouched.by_activity) {
    const auto time = projections::presence_in(projections::presence(row, s.vouched.all), components);
    const std::string told_time = spans(projections::cut_to(time, projections::kBeginning, as_of));
    if (!told_time.empty()) told.activities.push_back(who + " " + activity + told_time);
  }
}

void tell_hours(const projections::Reads& reads, const Answers& expected, Answers& told) {
  for (const auto& [zone, by] : stories::hours_asked(expected)) {
    const reference::HoursQuery query{zone, by, reference::Attribution::split, {}, {}};
    std::map<std::string, Duration> all;
    const auto add = [&](const auto& series, projections::Quarter q, Duration time) {
      if (series.activity.empty()) all[reference::label_of(projections::start_of_quarter(q), query)] += time;
      return true;
    };
    const projections::QuarterRange range{0, projections::quarter_of(expected.as_of) + 1};
    EXPECT_TRUE(projections::subject_hours(reads, Tenant{"default"}, SubjectId{"ann"}, {}, range, expected.as_of, add));
    for (const auto& [label, time] : all) {
      if (time.count() > 0) told.hours.push_back(stories::hours_line(zone, label, time));
    }
  }
}

void tell_quarter(const projections::TenantSeries& series, projections::Quarter q, const projections::QuarterTotals& t,
                  std::map<std::string, std::string>& hours, Answers& told) {
  const Timestamp start = projections::start_of_quarter(q);
  stories::QuarterLine line{start, series.kind, series.place, static_cast<std::uint64_t>(t.started),
                            static_cast<std::uint64_t>(t.in), t.counted, {}};
  for (std::size_t i = 0; i < t.ended.size(); ++i) {
    if (t.ended[i] != 0) line.ended[name_of(static_cast<projections::EndReason>(i))] = static_cast<std::uint64_t>(t.ended[i]);
  }
  const bool anything = t.started != 0 || t.in != 0 || t.counted.count() != 0 || !line.ended.empty();
  if (series.grain == Grain::kind_and_place && anything) told.quarters.push_back(text_of(line));
  const std::string_view kind = series.grain == Grain::all ? "*" : series.kind.view();
  const std::string_view place = series.grain == Grain::kind_and_place ? series.place.view() : "*";
  if (t.subjects > 0) told.crowds.push_back(crowd_line("quarter", start, kind, place, static_cast<std::uint64_t>(t.subjects)));
  if (t.subjects_so_far == 0) return;
  // Quarters rise, so that the last one of the hour stays.
  const Timestamp hour = reference::floor_to(start, reference::kHour);
  hours[fmt::format("{} {} {}", kind, place, story_clock(hour))] =
      crowd_line("hour", hour, kind, place, static_cast<std::uint64_t>(t.subjects_so_far));
}

void tell_tenant(const projections::Reads& reads, Timestamp as_of, Answers& told) {
  const projections::QuarterRange all{0, projections::quarter_of(as_of) + 1};
  for (const Grain grain : {Grain::kind_and_place, Grain::kind, Grain::all}) {
    projections::TenantSeriesFilter filter;
    filter.grain = grain;
    std::map<std::string, std::string> hours;
    const auto add = [&](const auto& series, auto q, const auto& t) { return tell_quarter(series, q, t, hours, told), true; };
    EXPECT_TRUE(projections::tenant_hours(reads, Tenant{"default"}, filter, all, as_of, add));
    for (const auto& [where, line] : hours) told.crowds.push_back(line);
  }
}

}  // namespace

Answers answers_of(const EngineWorld& world, const Answers& expected) {
  Answers told;
  const auto reads = world.store->snapshot();
  reads->scan(Family::sessions, "", "\xff\xff\xff\xff", [&](std::string_view key, std::string_view) {
    const auto scope = keys::parse_scope(key);
    const auto id = keys::parse_session(key.substr(scope->length));
    const auto shown = projections::show_session(*reads, scope->tenant, {0, scope->subject, *id}, expected.as_of);
    if (!shown) return true;
    tell_session(*shown, expected.as_of, told);
    tell_fixes(*reads, stories::story_name(scope->subject, *id), *shown, expected.as_of, told);
    return true;
  });
  tell_hours(*reads, expected, told);
  tell_tenant(*reads, expected.as_of, told);
  return told;
}

}  // namespace muster::processors
