// How answers to a story are written, and where two of them differ.
#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "tests/support/reference/facts.h"
#include "tests/support/story_files.h"

namespace muster::stories {
namespace {

using reference::GroupBy;
using Lines = std::vector<std::string>;

Lines words_of(const std::string& line) {
  std::istringstream in(line);
  Lines out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

void tell(const char* what, const Lines& lines, std::string& out) {
  for (const std::string& line : sorted(lines)) out += fmt::format("    {} {}\n", what, line);
}

void compare(const char* what, const Lines& expected, const Lines& told, std::string& out) {
  if (sorted(expected) == sorted(told)) return;
  out += "  expected\n";
  tell(what, expected, out);
  out += "  told\n";
  tell(what, told, out);
}

void find_all(const char* what, const Lines& expected, const Lines& told, std::string& out) {
  const auto there = [&](const std::string& line) { return std::find(told.begin(), told.end(), line) != told.end(); };
  if (!std::all_of(expected.begin(), expected.end(), there)) compare(what, expected, told, out);
}

// Of each line that was told the words of it that the expected line of the same session holds the names of.
Lines as_asked(const Lines& expected, const Lines& told) {
  Lines out;
  for (const std::string& line : expected) {
    const Lines asked = words_of(line);
    std::string answer = asked.at(0);
    for (const std::string& session : told) {
      const Lines fields = words_of(session);
      if (fields.at(0) != asked[0]) continue;
      for (std::size_t i = 1; i < asked.size(); ++i) {
        const std::string name = asked[i].substr(0, asked[i].find('=') + 1);
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.starts_with(name); });
        answer += " " + (field == fields.end() ? name + "-" : *field);
      }
    }
    out.push_back(answer);
  }
  return out;
}

std::string minutes_of(Duration time) {
  const auto ms = time.count();
  return ms % 60'000 == 0 ? fmt::format("{} min", ms / 60'000) : fmt::format("{} ms", ms);
}

GroupBy grouped(const std::string& label) {
  if (label.find('T') != std::string::npos) return GroupBy::hour;
  return label.size() == 10 ? GroupBy::date : GroupBy::month;
}

}  // namespace

std::string difference(const Answers& expected, const Answers& told) {
  std::string out;
  compare("row", expected.rows, told.rows, out);
  compare("flag", expected.flags, told.flags, out);
  compare("activity", expected.activities, told.activities, out);
  compare("shown", expected.shown, as_asked(expected.shown, told.shown), out);
  find_all("fix", expected.fixes, told.fixes, out);
  if (!expected.reviews.empty()) compare("reviewed", expected.reviews, told.reviews, out);
  if (!expected.hours.empty()) compare("hours", expected.hours, told.hours, out);
  if (!expected.quarters.empty()) compare("quarter", expected.quarters, told.quarters, out);
  if (!expected.crowds.empty()) compare("subjects", expected.crowds, told.crowds, out);
  return out;
}

std::set<std::pair<std::string, GroupBy>> hours_asked(const Answers& expected) {
  std::set<std::pair<std::string, GroupBy>> out;
  for (const std::string& line : expected.hours) {
    const Lines words = words_of(line);
    out.emplace(words.at(0), grouped(words.at(1)));
  }
  return out;
}

std::string story_clock(Timestamp t) {
  std::string text = clock_text(t);
  return text.starts_with("03-02 ") ? text.substr(6) : text;
}

std::string story_name(const SubjectId& subject, const SessionId& session) {
  return subject.view() == "ann" ? session.str() : subject.str() + "/" + session.str();
}

std::string outcome_line(const Event& event, std::string_view outcome) {
  std::string who = event.env.id.str() + event.env.source;  // a ping or location is what it says
  if (const auto* ping = std::get_if<Ping>(&event.data)) who = ping->session_id.str();
  if (const auto* location = std::get_if<Location>(&event.data)) who = location->session_id.str();
  return fmt::format("{} {} {} {}", reference::type_name(event.data), who, clock_text(event.env.time), outcome);
}

std::string hours_line(const std::string& zone, const std::string& label, Duration time) {
  return fmt::format("{} {} {}", zone, label, minutes_of(time));
}

void ShownLine::add(std::string_view name, std::string_view word) {
  if (!word.empty()) text += fmt::format(" {}={}", name, word);
}

void ShownLine::add(std::string_view name, std::optional<Timestamp> t) {
  std::string clock = t ? story_clock(*t) : "";
  std::replace(clock.begin(), clock.end(), ' ', 'T');
  add(name, clock);
}

std::string text_of(const QuarterLine& line) {
  const std::string_view place = line.place.view();
  std::string out = fmt::format("{} {} {}", story_clock(line.quarter), line.kind.str(), place.empty() ? "-" : place);
  if (line.started > 0) out += fmt::format(" started {}", line.started);
  if (line.in > 0) out += fmt::format(" in {}", line.in);
  if (line.counted.count() != 0) out += " counted " + minutes_of(line.counted);
  for (const auto& [reason, n] : line.ended) out += fmt::format(" {} {}", reason, n);
  return out;
}

std::string crowd_line(std::string_view step, Timestamp start, std::string_view kind, std::string_view place,
                       std::uint64_t subjects) {
  return fmt::format("{} {} {} {} {}", step, story_clock(start), kind, place.empty() ? "-" : place, subjects);
}

}  // namespace muster::stories
