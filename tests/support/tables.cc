#include <fmt/core.h>

#include "schemas/codec.h"
#include "tests/support/reference/facts.h"
#include "tests/support/reference/names.h"
#include "tests/support/stories.h"

namespace muster::stories {
namespace {

using namespace reference;

std::string opt(const std::optional<Timestamp>& t) { return t ? clock_text(*t) : "-"; }

std::string flags_text(const SessionAnswer& s) {
  std::string out;
  for (const Flag& f : s.flags) {
    out += fmt::format(" {}@{}", name(f.name), clock_text(f.since));
    if (f.accepted != f.since) out += fmt::format("(accepted {})", clock_text(f.accepted));
  }
  return out;
}

std::string description_text(const SessionAnswer& s) {
  std::string out;
  const auto add = [&](std::string_view what, const std::optional<std::string>& text) {
    if (text) out += fmt::format(" {} \"{}\"", what, *text);
  };
  add("activity", s.activity);
  add("service_type", s.service_type);
  add("notes", s.notes);
  if (s.device) add("device", s.device->device_id);
  if (s.place) add("place", s.place->place_id.str());
  for (const auto& [key, value] : s.labels) add(key, value);
  return out.empty() ? out : "         says" + out + "\n";
}

std::string session_text(const SessionAnswer& s) {
  std::string out = fmt::format(
      "{:8} {:8} {:11} {:11} start {:14} end {:14} seen {:14} by {:14} review {}\n", s.id.str(),
      s.kind.str(), name(s.status), name(s.end_reason), clock_text(s.started_at), opt(s.ended_at),
      opt(s.last_seen_at), opt(s.ends_by), name(s.review));
  if (s.amended_start || s.amended_end || s.amended_void) {
    out += fmt::format("         computed: start {} end {} {}\n", clock_text(s.computed_started_at),
                       opt(s.computed_ended_at), name(s.computed_end_reason));
  }
  out += fmt::format("         presence {} counted {}\n", to_text(s.presence), to_text(s.counted));
  out += description_text(s);
  for (const auto& [activity, time] : s.counted_by_activity) {
    out += fmt::format("         activity {} {}\n", activity, to_text(time));
  }
  for (const auto& [alias, since] : s.aliases) {
    out += fmt::format("         alias {} since {}\n", alias.str(), clock_text(since));
  }
  for (const Fix& f : s.fixes) {
    out += fmt::format("         fix {} {} {} {} cm\n", clock_text(f.time), f.source,
                       name(f.verdict), f.distance_cm.value_or(-1));
  }
  if (!s.flags.empty()) out += "         flags" + flags_text(s) + "\n";
  return out;
}

std::string line_text(const HistoryLine& l) {
  std::string out = fmt::format("{:18} {:20} {:6} {:10} {:15}", clock_text(l.time), l.type, l.id,
                                l.source, name(l.outcome));
  for (const SessionId& s : l.sessions) out += " " + s.str();
  return out + (l.content.empty() ? "" : "  [" + l.content + "]") + "\n";
}

}  // namespace

std::string clock_text(Timestamp t) {
  if (t == kEndOfTime) return "end-of-time";
  std::string s = format_rfc3339(t).substr(5, 18);  // 03-02T08:00:30.250
  s[5] = ' ';
  if (s.ends_with(".000")) s.resize(14);
  if (s.size() == 14 && s.ends_with(":00")) s.resize(11);
  return s;
}

std::string to_text(const Intervals& intervals) {
  if (intervals.empty()) return "nothing";
  std::string out;
  for (const Interval& i : intervals) {
    out += fmt::format("[{}, {})", clock_text(i.start), clock_text(i.end));
  }
  return out;
}

std::string to_text(const std::vector<Copy>& story) {
  std::string out =
      "time               accepted           type                 id     source   data\n";
  for (const Copy& c : story) {
    const Envelope& env = c.event.env;
    out += fmt::format("{:18} {:18} {:20} {:6} {:8} {}{}\n", clock_text(env.time),
                       clock_text(env.ingesttime), type_name(c.event.data), env.id.str(),
                       env.source, encode_data(c.event.data), env.imported ? " imported" : "");
  }
  return out;
}

std::string to_text(const SubjectAnswer& answer) {
  std::string out;
  for (const SessionAnswer& s : answer.sessions) out += session_text(s);
  for (const HistoryLine& l : answer.history) out += line_text(l);
  return out;
}

}  // namespace muster::stories
