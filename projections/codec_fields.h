// Behind codec.h: the fields of what rows are made of. The order is stored: append nothing, reorder
// nothing without a new format.
#pragma once

#include "projections/codec_put.h"
#include "projections/codec_take.h"
#include "projections/rows.h"

namespace muster::projections::codec {

template <> inline constexpr std::uint8_t kValues<Liveness> = 3;
template <> inline constexpr std::uint8_t kValues<OnLimit> = 2;
template <> inline constexpr std::uint8_t kValues<Decision> = 3;
template <> inline constexpr std::uint8_t kValues<Topic> = kTopicCount;
template <> inline constexpr std::uint8_t kValues<EventType> = kEventTypeCount;
template <> inline constexpr std::uint8_t kValues<EndReason> = kEndReasonCount;
template <> inline constexpr std::uint8_t kValues<Outcome> = 13;
template <> inline constexpr std::uint8_t kValues<FlagName> = kFlagCount;
template <> inline constexpr std::uint8_t kValues<FixSource> = 3;

template <class A, Is<Policy> R>
void fields(A& a, R& r) {
  a.optionals(r.ttl, r.max_duration, r.next_ping, r.grace, r.limit, r.long_after, r.accuracy_max_m,
              r.late_after, r.silent_after);
  a(r.liveness, r.on_limit, r.counts, r.place_required, r.review_all);
}

template <class A, Is<Place> R>
void fields(A& a, R& r) {
  a(r.place_id, r.name, r.lat, r.lon, r.radius_m);
}

template <class A, Is<Position> R>
void fields(A& a, R& r) {
  a(r.lat, r.lon);
  a.optionals(r.accuracy_m, r.altitude_m, r.speed_mps, r.heading_deg, r.mock);
}

template <class A, Is<Device> R>
void fields(A& a, R& r) {
  a(r.device_id, r.name, r.type, r.browser, r.ip);
}

template <class A, Is<Amendment> R>
void fields(A& a, R& r) {
  a(r.session_id, r.why);
  a.optionals(r.started_at, r.ended_at, r.void_);
}

template <class A, Is<EventRef> R>
void fields(A& a, R& r) {
  a(r.time, r.type, r.id, r.source);
}

template <class A, Is<ExplicitEnd> R>
void fields(A& a, R& r) {
  a(r.at, r.reason, r.by, r.ingesttime);
}

template <class A, Is<Alias> R>
void fields(A& a, R& r) {
  a(r.id, r.since);
}

template <class A, Is<AmendmentNote> R>
void fields(A& a, R& r) {
  a(r.by, r.at, r.ingesttime, r.id, r.source, r.amendment);
}

template <class A, Is<Corrections> R>
void fields(A& a, R& r) {
  a.optionals(r.started_at, r.ended_at);
  a(r.voided, r.notes);
}

template <class A, Is<Flag> R>
void fields(A& a, R& r) {
  a(r.name, r.since, r.accepted, r.evidence);
}

template <class A, Is<ReviewNote> R>
void fields(A& a, R& r) {
  a(r.decision, r.by, r.at, r.ingesttime, r.note, r.id, r.source);
}

template <class A, Is<SessionRow> R>
void fields(A& a, R& r) {
  a(r.tenant, r.subject, r.id, r.kind, r.policy, r.started_at, r.opened_by, r.opened_ingesttime,
    r.imported, r.activity, r.labels, r.last_check_in, r.aliases, r.corrections, r.flags, r.reviews);
  a.optionals(r.place, r.check_in_position, r.check_out_position, r.device, r.service_type, r.notes,
              r.end, r.sealed);
}

template <class A, Is<Checkpoint> R>
void fields(A& a, R& r) {
  a(r.open);
}

}  // namespace muster::projections::codec
