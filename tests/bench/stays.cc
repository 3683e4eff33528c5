#include "tests/bench/stays.h"

#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "schemas/codec.h"
#include "schemas/order.h"
#include "schemas/topics.h"

namespace muster::bench {
namespace {

using std::chrono::minutes;

constexpr Timestamp kFirst = from_ms(1'500'000'000'000);

Timestamp start_of(std::uint64_t stay) { return kFirst + minutes{30} * static_cast<std::int64_t>(stay); }

SessionId session_of(std::uint64_t stay) { return SessionId{fmt::format("s{:08}", stay)}; }

}  // namespace

Event Stays::make(std::uint64_t subject, Timestamp at, std::string id, EventData data) const {
  Envelope env;
  env.id = EventId{id};
  env.source = "/bench";
  env.tenant = Tenant{"default"};
  env.subject = SubjectId{fmt::format("u-{}", subject)};
  env.time = at;
  env.ingesttime = at;
  env.imported = true;
  return {std::move(env), std::move(data)};
}

CheckIn Stays::check_in(SessionId session, const char* kind) const {
  CheckIn in;
  in.session_id = std::move(session);
  in.kind = Kind{kind};
  in.policy = *policies_.find(kind);
  in.next_ping = in.policy.next_ping;
  in.grace = in.policy.grace;
  return in;
}

Event Stays::event(std::uint64_t subject, std::uint64_t number) const {
  const std::uint64_t stay = number / kEvents;
  const std::uint64_t slot = number % kEvents;
  const Timestamp at = start_of(stay) + minutes{slot};
  const std::string id = fmt::format("e{:010}", number);
  if (slot == 0) return make(subject, at, id, check_in(session_of(stay), stay % 2 == 0 ? "worklog" : "pc"));
  if (slot == kEvents - 1) return make(subject, at, id, CheckOut{session_of(stay), CheckOutReason::checkout, {}, {}});
  return make(subject, at, id, Ping{session_of(stay), std::chrono::seconds{60}, std::chrono::seconds{5}, ""});
}

Event Stays::between(std::uint64_t subject, std::uint64_t stay, bool in) const {
  const Timestamp at = start_of(stay) + minutes{in ? 24 : 26};
  const std::string id = fmt::format("late{:08}", stay);
  if (in) return make(subject, at, id, check_in(SessionId{id}, "worklog"));
  return make(subject, at, id, CheckOut{SessionId{id}, CheckOutReason::checkout, {}, {}});
}

Event Stays::never_closed(std::uint64_t subject, std::uint64_t stay, bool silence) const {
  const std::string id = fmt::format("{}{:08}", silence ? "desktop" : "post", stay);
  CheckIn in;
  if (silence) in = check_in(SessionId{id}, "pc");
  in.session_id = SessionId{id};
  in.kind = Kind{silence ? "desktop" : "post"};
  return make(subject, start_of(stay) + minutes{25}, id, std::move(in));
}

Given::Given(const Event& made, std::int64_t offset) : event(made), key(record_key(made)), value(encode(made)) {
  record.topic = topic_of(event.data);
  record.offset = offset;
  record.timestamp = event.env.ingesttime;
  record.key = key;
  record.value = value;
}

}  // namespace muster::bench
