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

[[noreturn]] void not_a_story(const std::string& line) {
  fmt::print(stderr, "not a line of a story: {}\n", line);
  std::abort();
}

// 08:00, 08:00:30, 03-03T08:00: without a date, of Monday 2026-03-02.
Timestamp when(std::string text) {
  if (text.find('-') == std::string::npos) return at(text);
  if (text.size() == 11) text += ":00";
  return at("2026-" + text + "Z");
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

// What stands as name=value, from the end.
Fields take_fields(std::vector<std::string>& words) {
  Fields out;
  while (!words.empty() && words.back().find('=') != std::string::npos) {
    const std::string& word = words.back();
    out[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
    words.pop_back();
  }
  return out;
}

std::vector<double> numbers_of(const std::string& text) {
  std::vector<double> out;
  std::istringstream in(text);
  for (std::string n; std::getline(in, n, ',');) out.push_back(std::stod(n));
  return out;
}

Policy policy_of(const Fields& fields) {
  Policy p;
  for (const auto& [name, value] : fields) {
    const auto span = [&value = value] { return seconds{std::stoi(value)}; };
    if (name == "ttl_s") p.ttl = span();
    else if (name == "max_duration_s") p.max_duration = span();
    else if (name == "long_after_s") p.long_after = span();
    else if (name == "limit") p.limit = static_cast<std::uint32_t>(std::stoi(value));
    else if (name == "liveness") p.liveness = value == "final" ? Liveness::final : Liveness::resumes;
    else if (name == "on_limit") p.on_limit = value == "keep" ? OnLimit::keep : OnLimit::evict_oldest;
    else if (name == "review_all") p.review_all = value == "true";
    else if (name == "counts") p.counts = value == "true";
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

void describe(Told& told, const Fields& fields) {
  for (const auto& [name, value] : fields) {
    if (name == "id") told.id(value);
    if (name == "accepted") told.accepted(when(value));
    if (name == "at") {
      const auto n = numbers_of(value);
      told.position(n.at(0), n.at(1), n.at(2));
    }
    if (name == "place") {
      const auto n = numbers_of(value);
      told.place("place", n.at(0), n.at(1), n.at(2));
    }
    if (name == "started_at") told.started_at(edge(value));
    if (name == "ended_at") told.ended_at(edge(value));
    if (name == "void") told.voiding(value == "true");
    if (name == "next_ping_s" && std::holds_alternative<CheckIn>(told.event.data)) {
      told.vouching(number(fields, "next_ping_s"), number(fields, "grace_s"));
      if (fields.contains("activity")) told.activity(fields.at("activity"));
    }
  }
}

Told told_of(const std::vector<std::string>& words, const Fields& fields, const std::map<std::string, Policy>& kinds) {
  const Timestamp t = when(words.at(0));
  const std::string& verb = words.at(1);
  const std::string& id = words.at(2);
  if (verb == "check-in") return check_in(id, words.at(3), t).policy(kinds.at(words.at(3)));
  if (verb == "ping") {
    const auto activity = fields.find("activity");
    return ping(id, t, number(fields, "next_ping_s"), number(fields, "grace_s"),
                activity == fields.end() ? "" : activity->second);
  }
  if (verb == "location") return location(id, t, 0, 0);
  if (verb == "check-out" && id == "all") return check_out_all(t);
  if (verb == "check-out" && id == "kind") return check_out_kind(words.at(3), t);
  if (verb == "check-out") return check_out(id, t);
  if (verb == "amend") return amend(id, t);
  if (verb == "review") {
    const std::string& decision = words.at(3);
    return review(id, t, decision == "approve" ? Decision::approve : decision == "reopen" ? Decision::reopen : Decision::reject);
  }
  not_a_story(verb);
}

Story read_story(const std::filesystem::path& path) {
  Story story;
  story.name = path.stem().string();
  std::erase(story.name, '-');
  std::map<std::string, Policy> kinds;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto arrow = line.find(" -> ");
    std::vector<std::string> words = words_of(line.substr(0, arrow));
    if (words.empty() || words[0] == "title" || words[0] == "note" || words[0] == "show") continue;
    const std::string rest = line.substr(std::min(line.size(), line.find_first_not_of(' ', words[0].size())));
    if (words[0] == "row") story.rows.push_back(rest);
    else if (words[0] == "activity") story.activities.push_back(rest);
    else if (words[0] == "flag") story.flags.push_back(rest);
    else if (words[0] == "reviewed") story.reviews.push_back(rest);
    else if (words[0] == "hours") story.hours.push_back(rest);
    else if (words[0] == "as_of") story.as_of = when(words.at(1));
    else if (words[0] == "kind") kinds[words.at(1)] = policy_of(take_fields(words));
    else {
      const Fields fields = take_fields(words);
      story.given.push_back(told_of(words, fields, kinds));
      describe(story.given.back(), fields);
      story.outcomes.push_back(arrow == std::string::npos ? "" : line.substr(arrow + 4));
    }
  }
  return story;
}

}  // namespace

std::vector<Story> read_stories() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(MUSTER_STORIES)) {
    if (entry.path().extension() == ".story") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Story> out;
  for (const auto& file : files) out.push_back(read_story(file));
  return out;
}

void PrintTo(const Story& story, std::ostream* out) { *out << story.name; }

std::string story_clock(Timestamp t) {
  std::string text = clock_text(t);
  return text.starts_with("03-02 ") ? text.substr(6) : text;
}

}  // namespace muster::stories
