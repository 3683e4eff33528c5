#include "tests/reference/cases.h"

#include <fmt/core.h>

#include "tests/support/reference/names.h"

namespace muster::stories {

using namespace reference;

namespace {

std::string clock_of(Timestamp t) {
  std::string text = clock_text(t);
  return text.starts_with("03-02 ") ? text.substr(6) : text;
}

std::vector<std::string> or_none(std::vector<std::string> lines) {
  return lines.empty() ? kNone : lines;
}

}  // namespace

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::vector<std::string> rows_of(const SubjectAnswer& answer) {
  std::vector<std::string> out;
  for (const SessionAnswer& s : answer.sessions) {
    std::string row =
        fmt::format("{} {} {} {}-{} |", s.id.str(), name(s.status), name(s.end_reason),
                    clock_of(s.started_at), s.ended_at ? clock_of(*s.ended_at) : "");
    for (const Interval& i : s.counted)
      row += fmt::format(" {}-{}", clock_of(i.start), clock_of(i.end));
    out.push_back(row);
  }
  return out;
}

std::vector<std::string> outcomes_of(const SubjectAnswer& answer) {
  std::vector<std::string> out;
  for (const HistoryLine& l : answer.history) {
    const std::string type = l.type == "muster.ping.v1" ? "ping" : "location";
    const std::string who = l.id.empty() ? type + " " + clock_of(l.time) : l.id;
    out.push_back(fmt::format("{} {}", who, name(l.outcome)));
  }
  return out;
}

std::vector<std::string> flags_of(const SubjectAnswer& answer) {
  std::vector<std::string> out;
  for (const SessionAnswer& s : answer.sessions) {
    for (const Flag& f : s.flags) {
      out.push_back(fmt::format("{} {} {}", s.id.str(), name(f.name), clock_of(f.since)));
    }
  }
  return out;
}

void check(const Case& c) {
  const std::vector<Copy> story = tell(c.given);
  const SubjectAnswer answer = fold(story, at(c.as_of));
  SCOPED_TRACE(fmt::format("{}\n{}\n{}", c.sentence, to_text(story), to_text(answer)));
  if (!c.rows.empty()) {
    EXPECT_EQ(or_none(rows_of(answer)), c.rows);
  }
  if (!c.outcomes.empty()) {
    EXPECT_EQ(or_none(outcomes_of(answer)), c.outcomes);
  }
  if (!c.flags.empty()) {
    EXPECT_EQ(or_none(flags_of(answer)), c.flags);
  }
}

}  // namespace muster::stories
