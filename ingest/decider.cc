#include "ingest/decider.h"

#include <type_traits>

#include <fmt/format.h>

#include "api/access/may.h"
#include "schemas/bounds.h"
#include "schemas/topics.h"

namespace muster::ingest {
namespace {

using access::Action;
using access::Verdict;

// What a ping vouches for where neither the client nor a kind says.
constexpr Duration kNextPing = std::chrono::seconds{60};
constexpr Duration kGrace = std::chrono::seconds{5};
constexpr Duration kLeastVoucher = std::chrono::seconds{1};

void refuse(Draft& draft, const char* code, std::string where, std::string hint) {
  draft.faults.push_back(Error{code, ErrorClass::refused, std::move(where), std::move(hint)});
}

bool is_client_type(const EventData& data) {
  return !std::holds_alternative<Amendment>(data) && !std::holds_alternative<Review>(data) &&
         !std::holds_alternative<DirectoryChange>(data);
}

// Where in the body a place of the record came from: calls of one type have no `data`.
std::string pointer_into(const Draft& draft, std::string_view where) {
  constexpr std::string_view kData = "/data";
  if (!where.starts_with(kData)) return draft.pointer + std::string(where);
  return draft.data_pointer + std::string(where.substr(kData.size()));
}

// Of check-ins: what a person sends about itself takes nothing from what others send about it.
std::string budget_of(const Event& event, const access::Principal& who) {
  return record_key(event) + (who.subject == event.env.subject ? "\x01" : "");
}

Timestamp corrected(Timestamp claimed, Timestamp sentat, Timestamp arrived) { return claimed + (arrived - sentat); }

}  // namespace

bool Decider::decide(Draft& draft, const Circumstances& about, std::size_t index, bool& retry_safe) {
  Envelope& env = draft.event.env;
  if (!draft.faults.empty() || !allow(draft, about)) return false;
  if (env.source.empty()) env.source = about.source;
  if (!env.traceparent) env.traceparent = about.traceparent;
  if (!env.actor && about.who.actor != env.subject.str() && !about.who.actor.empty()) env.actor = about.who.actor;
  if (auto* change = std::get_if<DirectoryChange>(&draft.event.data)) change->id = env.subject.str();
  IdBasis basis = about.ids;
  basis.index = index;
  retry_safe = give_ids(draft, basis);
  give_times(draft, about);
  write_in(draft);
  return draft.faults.empty() && within_limits(draft, about);
}

bool Decider::allow(Draft& draft, const Circumstances& about) const {
  Envelope& env = draft.event.env;
  const access::Principal& who = about.who;
  const auto forbid = [&](const char* name, const char* hint) {
    refuse(draft, "forbidden", draft.pointer + name, hint);
    return false;
  };
  if (!env.tenant.empty() && env.tenant != who.tenant) return forbid("/tenant", "the credential is of another tenant");
  env.tenant = who.tenant;
  if (about.named) return true;
  if (!is_client_type(draft.event.data) && !about.as_it_stands) {
    return forbid("/type", "this role writes check-ins, pings, locations and check-outs");
  }
  if (env.subject.empty()) env.subject = who.subject;
  if (env.subject.empty()) {
    refuse(draft, "missing_field", draft.pointer + "/subject", "an event is about a subject");
    return false;
  }
  if (about.as_it_stands) return true;
  if (may(who, Action::write_events, env.subject, directory_) != Verdict::yes) {
    return forbid("/subject", "this role writes about itself only, or not at all");
  }
  const auto* check_out = std::get_if<CheckOut>(&draft.event.data);
  if (check_out != nullptr && check_out->reason == CheckOutReason::admin &&
      may(who, Action::close_as_admin, env.subject, directory_) != Verdict::yes) {
    refuse(draft, "forbidden", draft.data_pointer + "/reason", "the reason is not this role's to give");
    return false;
  }
  return true;
}

void Decider::give_times(Draft& draft, const Circumstances& about) {
  Envelope& env = draft.event.env;
  // Accepted when it was, one after the other: a review covers what came before it, in one millisecond, too.
  if (!draft.has_ingesttime && !draft.has_time) env.ingesttime = times_.next(record_key(draft.event), about.now);
  if (!draft.has_ingesttime && draft.has_time) {
    env.ingesttime = about.now;
    times_.note(record_key(draft.event), about.now);
  }
  if (!draft.has_time) {
    env.time = env.ingesttime;
  } else if (draft.sentat) {
    env.devicetime = env.time;
    env.time = corrected(env.time, *draft.sentat, env.ingesttime);
  }
}

void Decider::write_in(Draft& draft) const {
  std::visit(
      [&](auto& data) {
        using Data = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<Data, CheckIn> || std::is_same_v<Data, Ping>) write_in(draft, data);
      },
      draft.event.data);
}

void Decider::write_in(Draft& draft, CheckIn& check_in) const {
  if (!draft.has_policy) {
    const auto policies = policies_.load();
    const Policy* policy = policies->find(check_in.kind.view());
    if (policy == nullptr) return refuse(draft, "unknown_kind", draft.data_pointer + "/kind", "no policy has this name");
    check_in.policy = *policy;
  }
  const Policy& policy = check_in.policy;
  find_place(draft, check_in);
  if (policy.liveness == Liveness::no) return;
  if (!check_in.next_ping) check_in.next_ping = policy.next_ping.value_or(kNextPing);
  if (!check_in.grace) check_in.grace = policy.grace.value_or(kGrace);
  if (*check_in.next_ping < kLeastVoucher) {
    refuse(draft, "out_of_range", draft.data_pointer + "/next_ping_s", "at least 1 for a kind that lives by pings");
  }
}

void Decider::find_place(Draft& draft, CheckIn& check_in) const {
  if (draft.place_id && !draft.has_place) {
    check_in.place = directory_.place(draft.event.env.tenant, draft.place_id->view());
    if (!check_in.place) refuse(draft, "unknown_place", draft.data_pointer + "/place_id", "the directory has no such place");
  } else if (check_in.policy.place_required && !check_in.place) {
    refuse(draft, "place_required", draft.data_pointer + "/place_id", "a check-in of this kind names its place");
  }
}

void Decider::write_in(Draft& draft, Ping& ping) const {
  const Policy none;
  const auto policies = policies_.load();
  const Policy* policy = draft.ping_kind ? policies->find(draft.ping_kind->view()) : &none;
  if (policy == nullptr) return refuse(draft, "unknown_kind", draft.data_pointer + "/kind", "no policy has this name");
  ping.next_ping = draft.next_ping.value_or(policy->next_ping.value_or(kNextPing));
  ping.grace = draft.grace.value_or(policy->grace.value_or(kGrace));
}

bool Decider::within_limits(Draft& draft, const Circumstances& about) {
  const Event& event = draft.event;
  if (draft.has_ingesttime && event.env.ingesttime > about.now + clock_.future) {
    refuse(draft, "future_event", draft.pointer + "/ingesttime", "nothing was accepted ahead of the server's clock");
    return false;
  }
  Status status = check_clock(event, clock_);
  if (status) status = check_bounds(event);
  if (!status) {
    refuse(draft, status.error().code.c_str(), pointer_into(draft, status.error().where), status.error().hint);
    return false;
  }
  // Nothing ever prevents closing, or putting right what a flood has put wrong.
  const bool opens = std::holds_alternative<CheckIn>(event.data);
  if (event.env.imported || !opens || cap_.take(budget_of(event, about.who), about.now)) return true;
  refuse(draft, "rate_limited", draft.pointer + "/subject",
         fmt::format("more than {} check-ins of one subject in a day", cap_.most()));
  return false;
}

}  // namespace muster::ingest
