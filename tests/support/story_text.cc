#include "tests/support/story_text.h"

#include <fmt/core.h>

#include <map>

#include "schemas/time.h"

namespace muster::stories {
namespace {

// Without a date on the story's Monday, without a year in 2026, without what is zero at the end.
std::string word_of(Timestamp t) {
  std::string text = format_rfc3339(t);
  text.pop_back();  // Z
  if (text.ends_with(".000")) text.resize(text.size() - 4);
  if (text.size() == 19 && text.ends_with(":00")) text.resize(16);
  if (text.starts_with("2026-03-02T")) return text.substr(11);
  return text.starts_with("2026-") ? text.substr(5) : text;
}

struct Fields {
  std::string text;
  void add(const char* name, const auto& value) { text += fmt::format(" {}={}", name, value); }
  void add_seconds(const char* name, const std::optional<Duration>& d) {
    if (d) add(name, d->count() / 1000);
  }
  void add_text(const char* name, std::string_view value) {
    if (!value.empty()) add(name, value);
  }
  void add_position(const std::optional<Position>& p) {
    if (!p) return;
    text += fmt::format(" at={},{}", p->lat, p->lon);
    if (p->accuracy_m) text += fmt::format(",{}", *p->accuracy_m);
    if (p->mock.value_or(false)) add("mock", true);
  }
};

std::string policy_text(const Policy& p) {
  Fields f;
  f.add_seconds("ttl_s", p.ttl);
  f.add_seconds("max_duration_s", p.max_duration);
  if (p.liveness != Liveness::no) f.add("liveness", p.liveness == Liveness::final ? "final" : "resumes");
  f.add_seconds("next_ping_s", p.next_ping);
  f.add_seconds("grace_s", p.grace);
  if (p.limit) f.add("limit", *p.limit);
  if (p.on_limit == OnLimit::evict_oldest) f.add("on_limit", "evict_oldest");
  f.add_seconds("long_after_s", p.long_after);
  if (!p.counts) f.add("counts", false);
  if (p.place_required) f.add("place_required", true);
  if (p.accuracy_max_m) f.add("accuracy_max_m", *p.accuracy_max_m);
  f.add_seconds("late_after_s", p.late_after);
  if (p.review_all) f.add("review_all", true);
  f.add_seconds("silent_after_s", p.silent_after);
  return f.text;
}

std::string selector_text(const CheckOut& out, CheckOutReason& usual) {
  if (const auto* id = std::get_if<SessionId>(&out.selector)) return id->str();
  if (const auto* kind = std::get_if<Kind>(&out.selector)) return "kind " + kind->str();
  usual = CheckOutReason::logout;
  return "all";
}

const char* word_of(CheckOutReason reason) {
  switch (reason) {
    case CheckOutReason::checkout: return "checkout";
    case CheckOutReason::logout: return "logout";
    case CheckOutReason::admin: return "admin";
    case CheckOutReason::emergency: return "emergency";
  }
  return "";
}

void add_edge(Fields& f, const char* name, const Amendment::Edge& edge) {
  if (edge) f.add(name, *edge ? word_of(**edge) : "null");
}

// The verb and its words, then the fields that only this type has.
struct Line {
  Fields f;

  void operator()(const CheckIn& in) {
    f.text = fmt::format("check-in {} {}", in.session_id.str(), in.kind.str());
    f.add_seconds("next_ping_s", in.next_ping);
    f.add_seconds("grace_s", in.grace);
    f.add_text("activity", in.activity.value_or(""));
    f.add_text("service_type", in.service_type.value_or(""));
    f.add_text("notes", in.notes.value_or(""));
    if (in.device) f.add_text("device", in.device->device_id);
    for (const auto& [name, label] : in.labels) f.add_text(name.c_str(), label);
    if (in.place) f.text += fmt::format(" place={},{},{},{}", in.place->lat, in.place->lon, in.place->radius_m, in.place->place_id.str());
    f.add_position(in.position);
  }
  void operator()(const Ping& ping) {
    f.text = "ping " + ping.session_id.str();
    f.add_seconds("next_ping_s", ping.next_ping);
    f.add_seconds("grace_s", ping.grace);
    f.add_text("activity", ping.activity);
  }
  void operator()(const Location& location) {
    f.text = "location " + location.session_id.str();
    f.add_position(location.position);
  }
  void operator()(const CheckOut& out) {
    CheckOutReason usual = CheckOutReason::checkout;
    f.text = "check-out " + selector_text(out, usual);
    if (out.reason != usual) f.add("reason", word_of(out.reason));
    f.add_text("notes", out.notes.value_or(""));
    f.add_position(out.position);
  }
  void operator()(const Amendment& a) {
    f.text = "amend " + a.session_id.str();
    add_edge(f, "started_at", a.started_at);
    add_edge(f, "ended_at", a.ended_at);
    if (a.void_) f.add("void", *a.void_);
  }
  void operator()(const Review& r) {
    const char* decision = r.decision == Decision::approve ? "approve" : r.decision == Decision::reopen ? "reopen" : "reject";
    f.text = fmt::format("review {} {}", r.session_id.str(), decision);
  }
  void operator()(const DirectoryChange&) { f.text = "# a record of the directory"; }
};

void add_envelope(Fields& f, const Envelope& env) {
  f.add("id", env.id.str());
  if (env.source != "test") f.add("source", env.source);
  if (env.subject.view() != "ann") f.add("subject", env.subject.str());
  if (env.ingesttime != env.time) f.add("accepted", word_of(env.ingesttime));
  if (env.devicetime) f.add("claimed", word_of(*env.devicetime));
  f.add_text("by", env.actor.value_or(""));
  if (env.imported) f.add("imported", true);
}

}  // namespace

std::string to_story(const std::vector<Copy>& copies) {
  std::string out;
  std::map<Kind, Policy> kinds;
  for (const Copy& copy : copies) {
    if (const auto* in = std::get_if<CheckIn>(&copy.event.data)) {
      const auto known = kinds.find(in->kind);
      if (known == kinds.end() || known->second != in->policy) {
        kinds[in->kind] = in->policy;
        out += fmt::format("kind   {}{}\n", in->kind.str(), policy_text(in->policy));
      }
    }
    Line line;
    std::visit(line, copy.event.data);
    add_envelope(line.f, copy.event.env);
    out += fmt::format("{}  {}\n", word_of(copy.event.env.time), line.f.text);
  }
  return out;
}

std::vector<Copy> shrunk(std::vector<Copy> copies, const std::function<bool(const std::vector<Copy>&)>& fails) {
  for (bool less = true; less;) {
    less = false;
    for (std::size_t i = copies.size(); i-- > 0;) {
      std::vector<Copy> without = copies;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      if (!fails(without)) continue;
      copies = std::move(without);
      less = true;
    }
  }
  return copies;
}

}  // namespace muster::stories
