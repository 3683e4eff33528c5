// The fields of a policy by name, for the file that holds them and for events that carry one. Pure.
#pragma once

#include <chrono>
#include <string_view>

#include "schemas/bounds.h"
#include "schemas/policy.h"

namespace muster::ingest {

struct PolicyField {
  std::string_view name;
  Duration least{};  // of durations
  Duration most{};
};

// Calls take(field, member) for every field; the type of the member says what it holds.
template <class AnyPolicy, class Take>
void visit_policy_fields(AnyPolicy& policy, Take take) {
  take(PolicyField{"ttl_s", kLeastPolicySpan, kMaxPolicySpan}, policy.ttl);
  take(PolicyField{"max_duration_s", kLeastPolicySpan, kMaxPolicySpan}, policy.max_duration);
  take(PolicyField{"liveness"}, policy.liveness);
  take(PolicyField{"next_ping_s", kLeastPolicySpan, kMaxVoucher}, policy.next_ping);
  take(PolicyField{"grace_s", Duration::zero(), kMaxVoucher}, policy.grace);
  take(PolicyField{"limit"}, policy.limit);
  take(PolicyField{"on_limit"}, policy.on_limit);
  take(PolicyField{"long_after_s", kLeastPolicySpan, kMaxPolicySpan}, policy.long_after);
  take(PolicyField{"counts"}, policy.counts);
  take(PolicyField{"place_required"}, policy.place_required);
  take(PolicyField{"accuracy_max_m"}, policy.accuracy_max_m);
  take(PolicyField{"late_after_s", kLeastPolicySpan, kMaxPolicySpan}, policy.late_after);
  take(PolicyField{"review_all"}, policy.review_all);
  take(PolicyField{"silent_after_s", kLeastPolicySpan, kMaxPolicySpan}, policy.silent_after);
}

}  // namespace muster::ingest
