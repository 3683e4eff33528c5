#include "tests/support/story_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace muster::stories {
namespace {

using std::chrono::seconds;

using Fields = std::map<std::string, std::string>;
using Lines = std::vector<std::string>;

[[noreturn]] void not_a_story(const std::string& line) {
  fmt::print(stderr, "not a line of a story: {}\n", line);
  std::abort();
}

// 08:00, 08:00:30.250, 03-03T08:00, 2027-01-01T08:00: without a date, of Monday 2026-03-02.
Timestamp when(std::string text) {
  if (text.find('-') == std::string::npos) return at(text);
  if (!text.starts_with("20")) text = "2026-" + text;
  if (text.size() == 16) text += ":00";
  return at(text + "Z");
}

Lines words_of(const std::string& line) {
  std::istringstream in(line);
  Lines out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

// What stands as name=value, from the end.
Fields take_fields(Lines& words) {
  Fields out;
  while (!words.empty() && words.back().find('=') != std::string::npos) {
    const std::string& word = words.back();
    out[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
    words.pop_back();
  }
  return out;
}

Lines parts_of(const std::string& text) {
  Lines out;
  std::istringstream in(text);
  for (std::string n; std::getline(in, n, ',');) out.push_back(n);
  return out;
}

Policy policy_of(const Fields& fields) {
  Policy p;
  for (const auto& [name, value] : fields) {
    const auto span = [&value = value] { return seconds{std::stoi(value)}; };
    if (name == "ttl_s") p.ttl = span();
    else if (name == "max_duration_s") p.max_duration = span();
    else if (name == "long_after_s") p.long_after = span();
    else if (name == "late_after_s") p.late_after = span();
    else if (name == "silent_after_s") p.silent_after = span();
    else if (name == "next_ping_s") p.next_ping = span();
    else if (name == "grace_s") p.grace = span();
    else if (name == "limit") p.limit = static_cast<std::uint32_t>(std::stoi(value));
    else if (name == "liveness") p.liveness = value == "final" ? Liveness::final : Liveness::resumes;
    else if (name == "on_limit") p.on_limit = value == "keep" ? OnLimit::keep : OnLimit::evict_oldest;
    else if (name == "review_all") p.review_all = value == "true";
    else if (name == "counts") p.counts = value == "true";
    else if (name == "place_required") p.place_required = value == "true";
    else if (name == "accuracy_max_m") p.accuracy_max_m = std::stod(value);
    else not_a_story(name);
  }
  return p;
}

int number(const Fields& fields, const char* name) { return std::stoi(fields.at(name)); }

// null takes it back.
std::optional<Timestamp> edge(const std::string& value) {
  if (value == "null") return std::nullopt;
  return when(value);
}

void put_position(Told& told, const std::string& value) {
  const Lines n = parts_of(value);
  const auto accuracy = n.size() > 2 ? std::optional{std::stod(n[2])} : std::nullopt;
  told.position(std::stod(n.at(0)), std::stod(n.at(1)), accuracy);
}

void put_place(Told& told, const std::string& value) {
  const Lines n = parts_of(value);
  told.place(n.size() > 3 ? n[3] : "place", std::stod(n.at(0)), std::stod(n.at(1)), std::stod(n.at(2)));
}

// What only check-ins have, and notes. False: it is none of these.
bool describe_check_in(Told& told, const std::string& name, const std::string& value) {
  auto* in = std::get_if<CheckIn>(&told.event.data);
  if (name == "notes") told.notes(value);
  else if (in == nullptr) return false;
  else if (name == "next_ping_s") in->next_ping = seconds{std::stoi(value)};
  else if (name == "grace_s") in->grace = seconds{std::stoi(value)};
  else if (name == "activity") in->activity = value;
  else if (name == "service_type") in->service_type = value;
  else if (name == "device") in->device = Device{value, "", "", "", ""};
  else if (name == "team") told.label("team", value);
  else if (name == "place") put_place(told, value);
  else return false;
  return true;
}

void describe(Told& told, const std::string& name, const std::string& value) {
  if (describe_check_in(told, name, value)) return;
  if (name == "id") told.id(value);
  else if (name == "source") told.source(value);
  else if (name == "subject") told.subject(value);
  else if (name == "by") told.by(value);
  else if (name == "accepted") told.accepted(when(value));
  else if (name == "claimed") told.claimed(when(value));
  else if (name == "imported") told.imported();
  else if (name == "at") put_position(told, value);
  else if (name == "mock") told.mock();
  else if (name == "started_at") told.started_at(edge(value));
  else if (name == "ended_at") told.ended_at(edge(value));
  else if (name == "void") told.voiding(value == "true");
  else if (name != "reason" && !std::holds_alternative<Ping>(told.event.data)) not_a_story(name);
}

CheckOutReason reason_of(const Fields& fields, CheckOutReason otherwise) {
  const auto reason = fields.find("reason");
  if (reason == fields.end()) return otherwise;
  if (reason->second == "checkout") return CheckOutReason::checkout;
  if (reason->second == "logout") return CheckOutReason::logout;
  if (reason->second == "admin") return CheckOutReason::admin;
  if (reason->second == "emergency") return CheckOutReason::emergency;
  not_a_story("reason=" + reason->second);
}

Told told_of(const Lines& words, const Fields& fields, const std::map<std::string, Policy>& kinds) {
  const Timestamp t = when(words.at(0));
  const std::string& verb = words.at(1);
  const std::string& id = words.at(2);
  if (verb == "check-in") {
    Told told = check_in(id, words.at(3), t).policy(kinds.at(words.at(3)));
    if (const auto subject = fields.find("subject"); subject != fields.end()) told.subject(subject->second);
    return told;
  }
  if (verb == "ping") {
    const auto activity = fields.find("activity");
    return ping(id, t, number(fields, "next_ping_s"), number(fields, "grace_s"),
                activity == fields.end() ? "" : activity->second);
  }
  if (verb == "location") return location(id, t, 0, 0);
  if (verb == "check-out" && id == "all") return check_out_all(t, reason_of(fields, CheckOutReason::logout));
  const CheckOutReason reason = reason_of(fields, CheckOutReason::checkout);
  if (verb == "check-out" && id == "kind") return check_out_kind(words.at(3), t, reason);
  if (verb == "check-out") return check_out(id, t, reason);
  if (verb == "amend") return amend(id, t);
  if (verb == "review") {
    const std::string& decision = words.at(3);
    return review(id, t, decision == "approve" ? Decision::approve : decision == "reopen" ? Decision::reopen : Decision::reject);
  }
  not_a_story(verb);
}

Lines* lines_named(const std::string& word, Answers& answers) {
  const std::map<std::string, Lines*> all{
      {"row", &answers.rows},      {"activity", &answers.activities}, {"flag", &answers.flags},
      {"shown", &answers.shown},   {"fix", &answers.fixes},           {"reviewed", &answers.reviews},
      {"hours", &answers.hours},   {"quarter", &answers.quarters},    {"subjects", &answers.crowds}};
  const auto found = all.find(word);
  return found == all.end() ? nullptr : found->second;
}

bool said_to_readers(const std::string& word) {
  return word == "title" || word == "note" || word == "show" || word.starts_with("#");
}

}  // namespace

Story story_of(std::istream& in) {
  Story story;
  std::map<std::string, Policy> kinds;
  for (std::string line; std::getline(in, line);) {
    const auto arrow = line.find(" -> ");
    Lines words = words_of(line.substr(0, arrow));
    if (words.empty() || said_to_readers(words[0])) continue;
    const std::string rest = line.substr(std::min(line.size(), line.find_first_not_of(' ', words[0].size())));
    if (words[0] == "as_of") story.expected.push_back({when(words.at(1)), {}, {}, {}, {}, {}, {}, {}, {}, {}});
    else if (words[0] == "kind") kinds[words.at(1)] = policy_of(take_fields(words));
    else if (words[0][0] >= '0' && words[0][0] <= '9') {
      const Fields fields = take_fields(words);
      story.given.push_back(told_of(words, fields, kinds));
      for (const auto& [name, value] : fields) describe(story.given.back(), name, value);
      story.outcomes.push_back(arrow == std::string::npos ? "" : line.substr(arrow + 4));
    } else {
      Lines* lines = story.expected.empty() ? nullptr : lines_named(words[0], story.expected.back());
      if (lines == nullptr) not_a_story(line);
      lines->push_back(rest);
    }
  }
  return story;
}

std::vector<Story> read_stories() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(MUSTER_STORIES)) {
    if (entry.path().extension() == ".story") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Story> out;
  for (const auto& file : files) {
    std::ifstream in(file);
    out.push_back(story_of(in));
    out.back().name = file.stem().string();
    std::erase(out.back().name, '-');
  }
  return out;
}

void PrintTo(const Story& story, std::ostream* out) { *out << story.name; }

}  // namespace muster::stories
