// The stories of docs/semantics.md, told to the reference fold.
#include <fmt/core.h>

#include "tests/reference/cases.h"
#include "tests/support/reference/names.h"
#include "tests/support/reference_rollup.h"
#include "tests/support/story_files.h"

namespace muster::stories {
namespace {

using namespace reference;

class Stories : public ::testing::TestWithParam<Story> {};

std::string spans(const Intervals& all) {
  std::string out;
  for (const Interval& i : all) out += fmt::format(" {}-{}", story_clock(i.start), story_clock(i.end));
  return out;
}

std::string shown_line(const std::string& who, const SessionAnswer& s) {
  ShownLine line{who};
  line.add("kind", s.kind.view());
  line.add("ends_by", s.ends_by);
  line.add("last_seen", s.last_seen_at);
  line.add("counted_to", s.counted_to);
  line.add("computed_start", s.computed_started_at);
  line.add("computed_end", s.computed_ended_at);
  line.add("activity", s.activity.value_or(""));
  line.add("service_type", s.service_type.value_or(""));
  line.add("notes", s.notes.value_or(""));
  line.add("device", s.device ? s.device->device_id : "");
  line.add("place", s.place ? s.place->place_id.view() : "");
  for (const auto& [name, label] : s.labels) line.add(name, label);
  std::string aliases;
  for (const auto& [id, since] : s.aliases) aliases += (aliases.empty() ? "" : ",") + id.str();
  line.add("aliases", aliases);
  std::string amended_by;
  for (const auto* edge : {&s.amended_start, &s.amended_end}) {
    if (*edge && (*edge)->actor) amended_by = *(*edge)->actor;
  }
  line.add("amended_by", amended_by);
  line.add("reviewed_by", s.reviewed_by.value_or(""));
  line.add("reviewed_at", s.reviewed_at);
  return line.text;
}

void tell_session(const std::string& who, const SessionAnswer& s, Answers& told) {
  told.rows.push_back(fmt::format("{} {} {} {}-{} |{}", who, name(s.status), name(s.end_reason), story_clock(s.started_at),
                                  s.ended_at ? story_clock(*s.ended_at) : "", spans(s.counted)));
  for (const Flag& f : s.flags) told.flags.push_back(fmt::format("{} {} {}", who, name(f.name), story_clock(f.since)));
  for (const auto& [activity, time] : s.counted_by_activity) told.activities.push_back(who + " " + activity + spans(time));
  told.reviews.push_back(fmt::format("{} {}", who, name(s.review)));
  told.shown.push_back(shown_line(who, s));
  for (const Fix& f : s.fixes) {
    if (!f.position) continue;
    told.fixes.push_back(fmt::format("{} {} {} {} {}", who, f.source, story_clock(f.time), name(f.verdict),
                                     f.distance_cm ? std::to_string(*f.distance_cm) : "-"));
  }
}

void tell_hours(const SubjectAnswer& answer, const Answers& expected, Answers& told) {
  for (const auto& [zone, by] : hours_asked(expected)) {
    const HoursQuery query{zone, by, Attribution::split, at("2026-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z")};
    std::map<std::string, Duration> all;
    for (const auto& [key, time] : hours(answer, query)) {
      if (key.activity.empty()) all[key.label] += time;
    }
    for (const auto& [label, time] : all) told.hours.push_back(hours_line(zone, label, time));
  }
}

void tell_crowds(const char* step, const Crowds& all, Answers& told) {
  for (const auto& [start, crowds] : all) {
    for (const auto& [c, n] : crowds) {
      told.crowds.push_back(crowd_line(step, start, c.any_kind ? "*" : c.kind.view(), c.any_place ? "*" : c.place.view(), n));
    }
  }
}

void tell_tenant(const TenantRollup& rollup, Answers& told) {
  for (const auto& [quarter, series] : rollup.quarters) {
    for (const auto& [where, bucket] : series) {
      QuarterLine line{quarter, where.kind, where.place, bucket.started, bucket.in_at_start, bucket.counted, {}};
      for (const auto& [reason, n] : bucket.ended) line.ended[std::string(name(reason))] = n;
      told.quarters.push_back(text_of(line));
    }
  }
  tell_crowds("quarter", rollup.subjects_by_quarter, told);
  tell_crowds("hour", rollup.subjects_by_hour, told);
}

using BySubject = std::map<SubjectId, std::vector<Copy>>;

Answers told_as_of(const BySubject& subjects, const Answers& expected) {
  Answers told;
  std::vector<std::vector<Copy>> all;
  for (const auto& [subject, copies] : subjects) {
    const SubjectAnswer answer = fold(copies, expected.as_of);
    for (const SessionAnswer& s : answer.sessions) tell_session(story_name(subject, s.id), s, told);
    if (subject.view() == "ann") tell_hours(answer, expected, told);
    all.push_back(copies);
  }
  tell_tenant(tenant_rollup(all, expected.as_of), told);
  return told;
}

std::string line_of(const HistoryLine& l) {
  const std::string who = l.id.empty() ? l.content.substr(0, l.content.find(' ')) : l.id + l.source;
  return fmt::format("{} {} {} {}", l.type, who, clock_text(l.time), name(l.outcome));
}

TEST_P(Stories, AsTheReferenceFoldTellsThem) {
  const Story& story = GetParam();
  const std::vector<Copy> copies = tell(story.given);
  SCOPED_TRACE(to_text(copies));
  BySubject subjects;
  for (const Copy& c : copies) subjects[c.event.env.subject].push_back(c);
  std::vector<std::string> outcomes;
  for (const auto& [subject, of_subject] : subjects) {
    for (const HistoryLine& l : fold(of_subject, kEndOfTime - Duration{1}).history) outcomes.push_back(line_of(l));
  }
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (story.outcomes[i].empty()) continue;
    const std::string expected = outcome_line(copies[i].event, story.outcomes[i]);
    EXPECT_NE(std::find(outcomes.begin(), outcomes.end(), expected), outcomes.end()) << expected;
  }
  for (const Answers& expected : story.expected) {
    EXPECT_EQ(difference(expected, told_as_of(subjects, expected)), "") << "as of " << story_clock(expected.as_of);
  }
}

INSTANTIATE_TEST_SUITE_P(Reference, Stories, ::testing::ValuesIn(read_stories()),
                         [](const auto& test) { return "Story" + test.param.name; });

}  // namespace
}  // namespace muster::stories
