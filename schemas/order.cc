#include "schemas/order.h"

namespace muster {
namespace {

Error refused(const char* code, const char* where, const char* hint) {
  return Error{code, ErrorClass::refused, where, hint};
}

struct IsLifecycle {
  bool operator()(const CheckIn&) const { return true; }
  bool operator()(const CheckOut&) const { return true; }
  bool operator()(const Amendment&) const { return true; }
  bool operator()(const Review&) const { return true; }
  bool operator()(const Ping&) const { return false; }
  bool operator()(const Location&) const { return false; }
  bool operator()(const DirectoryChange&) const { return false; }
};

bool later(const Amendment::Edge& edge, Timestamp t) { return edge && *edge && **edge > t; }

}  // namespace

Status check_clock(const Event& event, const ClockLimits& limits) {
  const Envelope& env = event.env;
  if (env.time > env.ingesttime + limits.future) {
    return refused("future_event", "/time", "the event lies ahead of the server's clock");
  }
  if (!env.imported && env.time < env.ingesttime - limits.horizon) {
    return refused("too_old", "/time", "events this old are taken as imports only");
  }
  if (const auto* amendment = std::get_if<Amendment>(&event.data)) {
    constexpr const char* kHint = "an amendment can't name a time later than its own";
    if (later(amendment->started_at, env.time)) return refused("ends_after_amendment", "/data/started_at", kHint);
    if (later(amendment->ended_at, env.time)) return refused("ends_after_amendment", "/data/ended_at", kHint);
  }
  return Done{};
}

bool is_lifecycle(const EventData& data) { return std::visit(IsLifecycle{}, data); }

}  // namespace muster
