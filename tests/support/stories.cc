#include "tests/support/stories.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include "schemas/codec.h"

namespace muster::stories {
namespace {

using std::chrono::seconds;

Told make(Timestamp t, EventData data) {
  Told out;
  out.event.env.source = "test";
  out.event.env.tenant = Tenant{"default"};
  out.event.env.subject = SubjectId{"ann"};
  out.event.env.time = t;
  out.event.env.ingesttime = t;
  out.event.data = std::move(data);
  return out;
}

[[noreturn]] void not_a_time(std::string_view text) {
  fmt::print(stderr, "not a time of a story: {}\n", text);
  std::abort();
}

}  // namespace

Timestamp at(std::string_view text) {
  const std::string s(text);
  if (s.find('T') != std::string::npos) {
    const auto parsed = parse_rfc3339(s);
    if (!parsed.ok()) not_a_time(text);
    return parsed.value();
  }
  int day = 0, h = 0, m = 0, read = 0;
  double sec = 0;
  const char* rest = s.c_str();
  if (s.front() == '+' && std::sscanf(rest, "+%d %n", &day, &read) == 1) rest += read;
  if (std::sscanf(rest, "%d:%d:%lf", &h, &m, &sec) < 2) not_a_time(text);
  constexpr Timestamp kMonday = from_ms(1'772'409'600'000);  // 2026-03-02T00:00:00Z
  return kMonday + std::chrono::hours{24 * day + h} + std::chrono::minutes{m} +
         Duration{static_cast<std::int64_t>(sec * 1000 + 0.5)};
}

Policy policy_of(std::string_view kind) {
  Policy p;
  if (kind == "worklog") {
    p.limit = 1;
    p.long_after = seconds{43200};
    p.late_after = seconds{3600};
    p.review_all = true;
  } else if (kind == "device") {
    p.liveness = Liveness::final;
    p.next_ping = seconds{2592000};
    p.grace = seconds{0};
    p.limit = 3;
    p.on_limit = OnLimit::evict_oldest;
    p.counts = false;
  } else if (kind == "pc") {
    p.liveness = Liveness::resumes;
    p.next_ping = seconds{60};
    p.grace = seconds{5};
  } else if (kind == "visit") {
    p.max_duration = seconds{28800};
    p.limit = 1;
    p.on_limit = OnLimit::evict_oldest;
    p.place_required = true;
    p.accuracy_max_m = 100;
    p.late_after = seconds{3600};
    p.silent_after = seconds{900};
  } else if (kind == "pass") {
    p.ttl = seconds{3600};
    p.limit = 1;
  }
  return p;
}

Told check_in(std::string_view session, std::string_view kind, Timestamp t) {
  CheckIn in;
  in.session_id = SessionId{session};
  in.kind = Kind{kind};
  Told told = make(t, in);
  return told.policy(policy_of(kind));
}

Told ping(std::string_view session, Timestamp t, int next_ping_s, int grace_s,
          std::string_view activity) {
  return make(
      t, Ping{SessionId{session}, seconds{next_ping_s}, seconds{grace_s}, std::string(activity)});
}

Told location(std::string_view session, Timestamp t, double lat, double lon,
              std::optional<double> accuracy_m) {
  Told told = make(t, Location{SessionId{session}, {}});
  return told.position(lat, lon, accuracy_m);
}

Told check_out(std::string_view session, Timestamp t, CheckOutReason reason) {
  return make(t, CheckOut{SessionId{session}, reason, {}, {}});
}

Told check_out_kind(std::string_view kind, Timestamp t, CheckOutReason reason) {
  return make(t, CheckOut{Kind{kind}, reason, {}, {}});
}

Told check_out_all(Timestamp t, CheckOutReason reason) {
  return make(t, CheckOut{AllSessions{}, reason, {}, {}});
}

Told amend(std::string_view session, Timestamp t) {
  Amendment a;
  a.session_id = SessionId{session};
  a.why = "as told";
  return make(t, a);
}

Told review(std::string_view session, Timestamp t, Decision decision) {
  return make(t, Review{SessionId{session}, decision, {}});
}

Copy copy_of(const Event& event) { return {event, encode(event)}; }

std::vector<Copy> tell(std::vector<Told> story) {
  std::vector<Copy> out;
  for (Told& told : story) {
    if (told.event.env.id.empty()) told.id(fmt::format("e{:02}", out.size() + 1));
    out.push_back(copy_of(told.event));
  }
  return out;
}

}  // namespace muster::stories
