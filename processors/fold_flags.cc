#include "processors/fold_flags.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "projections/evidence.h"
#include "schemas/json_writer.h"

namespace muster::processors {

using projections::FixSource;
using projections::FlagName;
using projections::SessionRow;

namespace {

constexpr Duration kSkew = std::chrono::minutes{2};

// `more` adds to the evidence.
template <class More>
void raise(SessionRow& row, FlagName name, const Envelope& env, More more) {
  projections::Flag flag{name, env.time, env.ingesttime, ""};
  {
    JsonObjectWriter json(flag.evidence);
    json.text("event_id", env.id.view());
    more(json);
  }
  projections::raise(row.flags, std::move(flag));
}

void flag_arrival(SessionRow& row, const Envelope& env) {
  if (env.devicetime && std::chrono::abs(env.time - *env.devicetime) > kSkew) {
    raise(row, FlagName::clock_skew, env, [&](JsonObjectWriter& json) {
      json.time("devicetime", *env.devicetime);
      json.time("time", env.time);
    });
  }
  const auto& late_after = row.policy.late_after;
  if (env.imported || !late_after || env.ingesttime - env.time <= *late_after) return;
  raise(row, FlagName::late_arrival, env, [&](JsonObjectWriter& json) { json.time("ingesttime", env.ingesttime); });
}

}  // namespace

void flag_check_in(SessionRow& row, const Envelope& env, const CheckIn& in) {
  flag_arrival(row, env);
  if (in.position) {
    raise_by_fix(row, {env.time, *in.position, env.ingesttime, FixSource::check_in}, row.flags);
  } else if (row.policy.place_required && row.opened_by.id == env.id && row.opened_by.source == env.source) {
    raise(row, FlagName::uncertain_place, env, [](JsonObjectWriter& json) { json.text("fix", "none"); });
  }
}

void flag_check_out(SessionRow& row, const Envelope& env, const CheckOut& out) {
  flag_arrival(row, env);
  if (out.position) raise_by_fix(row, {env.time, *out.position, env.ingesttime, FixSource::check_out}, row.flags);
  if (out.reason == CheckOutReason::emergency) raise(row, FlagName::emergency, env, [](JsonObjectWriter&) {});
}

void flag_claim(SessionRow& row, const Envelope& env) {
  flag_arrival(row, env);
  raise(row, FlagName::checkout_after_end, env,
        [&](JsonObjectWriter& json) { json.time("claimed_end", env.time); });
}

void flag_eviction(SessionRow& row, const Envelope& env, const CheckIn& in) {
  if (row.policy.liveness != Liveness::no) return;
  raise(row, FlagName::forgotten_checkout, env,
        [&](JsonObjectWriter& json) { json.text("session_id", in.session_id.view()); });
}

}  // namespace muster::processors
