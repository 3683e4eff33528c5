#include "processors/fold.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "processors/fold_flags.h"

namespace muster::processors {

using projections::EndReason;
using projections::Outcome;
using projections::SessionRow;

namespace {

std::vector<SessionRow*> active_of_kind(World& world, const Kind& kind, Timestamp t) {
  std::vector<SessionRow*> rows = world.candidates(t, &kind);
  std::erase_if(rows, [&](const SessionRow* row) {
    return row->kind != kind || !projections::active(*row, world.vouched(*row, t).all, t);
  });
  std::sort(rows.begin(), rows.end(), older);
  return rows;
}

void end(World& world, SessionRow& row, const Envelope& env, EventType type, EndReason reason) {
  row.end = projections::ExplicitEnd{env.time, reason, ref_of(env, type), env.ingesttime};
  world.changed(row);
}

SessionRow new_row(World& world, const Envelope& env, const CheckIn& in) {
  SessionRow row;
  row.tenant = env.tenant;
  row.subject = env.subject;
  row.id = in.session_id;
  row.kind = in.kind;
  row.policy = in.policy;
  row.started_at = env.time;
  row.opened_by = ref_of(env, EventType::checkin);
  row.opened_ingesttime = env.ingesttime;
  row.imported = env.imported;
  row.place = in.place;
  row.check_in_position = in.position;
  world.attach_corrections(row);
  refresh(row, env.time, in);
  flag_check_in(row, env, in);
  return row;
}

Verdict open(World& world, SessionRow row) {
  const SessionId id = row.id;
  world.open(std::move(row));
  return {Outcome::opened, id};
}

EndReason reason_of(CheckOutReason reason) {
  switch (reason) {
    case CheckOutReason::checkout: return EndReason::checkout;
    case CheckOutReason::logout: return EndReason::logout;
    case CheckOutReason::admin: return EndReason::admin;
    case CheckOutReason::emergency: return EndReason::emergency;
  }
  return EndReason::checkout;
}

void close(World& world, SessionRow& row, const Envelope& env, const CheckOut& out) {
  if (out.position) row.check_out_position = out.position;
  if (out.notes) row.notes = out.notes;
  flag_check_out(row, env, out);
  end(world, row, env, EventType::checkout, reason_of(out.reason));
}

// What the session would be without its amended end: the first check-out that would have ended it
// then is its computed end, though it closes nothing any more.
void close_in_the_shadow(World& world, SessionRow& row, const Envelope& env, const CheckOut& out) {
  if (!row.corrections.ended_at || row.end) return;
  SessionRow plain = row;
  plain.corrections = {};
  if (projections::may_close(plain, world.vouched(row, env.time).all, env.time)) {
    end(world, row, env, EventType::checkout, reason_of(out.reason));
  }
}

bool ended_explicitly(const SessionRow& row, Timestamp t) {
  if (row.end && row.end->at <= t) return true;
  return row.corrections.ended_at && std::max(*row.corrections.ended_at, row.started_at) <= t;
}

Verdict check_out_one(World& world, const Envelope& env, const CheckOut& out, const SessionId& id) {
  SessionRow* row = world.find(id, env.time);
  if (row == nullptr || row->corrections.voided) return {Outcome::not_started, SessionId{}};
  const auto vouched = world.vouched(*row, env.time);
  if (projections::may_close(*row, vouched.all, env.time)) {
    close(world, *row, env, out);
    return {Outcome::closed, row->id};
  }
  const bool was_explicit = ended_explicitly(*row, env.time);
  close_in_the_shadow(world, *row, env, out);
  if (!row->sealed && projections::may_seal(*row, vouched.all, env.time)) {
    row->sealed = env.time;
    world.changed(*row);
  }
  if (was_explicit) return {Outcome::already_closed, row->id};
  flag_claim(*row, env);
  world.changed(*row);
  return {Outcome::after_end, row->id};
}

// Kind or, where empty, all.
Verdict check_out_many(World& world, const Envelope& env, const CheckOut& out, const Kind* kind) {
  std::vector<SessionRow*> closed;
  for (SessionRow* row : world.candidates(env.time, kind)) {
    if (kind != nullptr && row->kind != *kind) continue;
    if (projections::may_close(*row, world.vouched(*row, env.time).all, env.time)) {
      close(world, *row, env, out);
      closed.push_back(row);
    } else if (!row->corrections.voided) {
      close_in_the_shadow(world, *row, env, out);
    }
  }
  if (!closed.empty()) {
    return {Outcome::closed, (*std::max_element(closed.begin(), closed.end(), older))->id};
  }
  const SessionRow* speaks = world.newest(kind, env.time);
  if (speaks == nullptr) return {Outcome::not_started, SessionId{}};
  return {ended_explicitly(*speaks, env.time) ? Outcome::already_closed : Outcome::after_end, speaks->id};
}

}  // namespace

bool older(const SessionRow* a, const SessionRow* b) {
  return std::tie(a->started_at, a->id) < std::tie(b->started_at, b->id);
}

Verdict fold(World& world, const Envelope& env, const CheckIn& in) {
  const Timestamp t = env.time;
  if (SessionRow* row = world.find(in.session_id, t)) {
    if (row->corrections.voided) return {Outcome::session_closed, row->id};
    if (row->kind != in.kind) return {Outcome::kind_conflict, row->id};
    if (projections::ended(*row, world.vouched(*row, t).all, t)) return {Outcome::session_closed, row->id};
    refresh(*row, t, in);
    flag_check_in(*row, env, in);
    world.changed(*row);
    return {Outcome::refreshed, row->id};
  }
  SessionRow row = new_row(world, env, in);
  if (!in.policy.limit || row.corrections.voided) return open(world, std::move(row));

  std::vector<SessionRow*> active = active_of_kind(world, in.kind, t);
  if (active.size() < *in.policy.limit) return open(world, std::move(row));
  SessionRow& newest = *active.back();
  const bool young = !in.policy.long_after || t - newest.started_at < *in.policy.long_after;
  if (in.policy.on_limit == OnLimit::keep && young) {
    world.add_alias(newest, in.session_id, t);
    refresh(newest, t, in);
    flag_check_in(newest, env, in);
    world.changed(newest);
    return {Outcome::already_active, newest.id};
  }
  for (std::size_t i = 0; active.size() - i >= *in.policy.limit && i < active.size(); ++i) {
    flag_eviction(*active[i], env, in);
    end(world, *active[i], env, EventType::checkin, EndReason::evicted);
  }
  return open(world, std::move(row));
}

Verdict fold(World& world, const Envelope& env, const CheckOut& out) {
  if (const auto* id = std::get_if<SessionId>(&out.selector)) return check_out_one(world, env, out, *id);
  return check_out_many(world, env, out, std::get_if<Kind>(&out.selector));
}

void refresh(SessionRow& row, Timestamp t, const CheckIn& in) {
  row.last_check_in = std::max(row.last_check_in, t);
  if (in.activity) row.activity = *in.activity;
  if (in.device) row.device = in.device;
  if (in.service_type) row.service_type = in.service_type;
  if (in.notes) row.notes = in.notes;
  if (!in.labels.empty()) row.labels = in.labels;
}

projections::EventRef ref_of(const Envelope& env, EventType type) {
  return {env.time, type, env.id, env.source};
}

projections::EventRef ref_of(const Event& event) { return ref_of(event.env, event_type(event.data)); }

}  // namespace muster::processors
