#include "api/dialects/devices.h"

#include <optional>
#include <utility>

#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using projections::ShownSession;

constexpr std::chrono::minutes kBetweenPings{1};

projections::SessionFilter active_devices_of(const access::Principal& who) {
  projections::SessionFilter filter;
  filter.kind = Kind{kDevice};
  filter.subject = who.subject;
  filter.statuses = {projections::SessionStatus::active};
  return filter;
}

bool is_bound(const ShownSession& shown, const TokenBinding& binding) {
  const auto& labels = shown.stored.row.labels;
  const auto label = labels.find(TokenBinding::kLabel);
  return label != labels.end() && label->second == binding.label;
}

}  // namespace

TokenBinding::TokenBinding(const access::Principal& who)
    : first(number_from({"device", who.tenant.view(), who.subject.view(), who.token})),
      label(derived_id({"device", who.tenant.view(), who.subject.view(), who.token})) {}

std::vector<ShownSession> bound_devices(const Look& look, const access::Principal& who) {
  if (who.token.empty() || who.subject.empty()) return {};
  std::vector<ShownSession> devices = look.newest(active_devices_of(who), projections::kScannedAtMost);
  std::erase_if(devices, [binding = TokenBinding(who)](const ShownSession& shown) { return !is_bound(shown, binding); });
  return devices;
}

Status DeviceVeto::admit(const access::Principal& who) {
  if (who.token.empty() || who.subject.empty()) return Done{};
  if (!whole_()) return Error{"not_ready", ErrorClass::retry, "", "whether the devices of this token are signed out is not known yet"};
  try {
    const Look look = backend_.look(who.tenant);
    const TokenBinding binding(who);
    if (!look.of(who.subject, binding.first, kDevice)) return Done{};  // it never made one
    std::optional<ShownSession> device;  // the newest: asked at each request, so no others are read
    look.each(active_devices_of(who), [&](ShownSession&& shown) {
      if (is_bound(shown, binding)) device = std::move(shown);
      return !device;
    }, {});
    if (!device) return Error{"session_closed", ErrorClass::refused, "", "the sessions of this token are closed"};
    const SessionId& session = device->place.session;
    if (due(who.tenant.str() + "/" + who.subject.str() + "/" + session.str(), device->view.last_seen_at)) {
      backend_.send(who, ingest::Call::pings, {{"subject", who.subject.str()}, {"session_id", session.str()}, {"kind", kDevice}});
    }
    return Done{};
  } catch (const projections::ReadFailure& failure) {
    return failure.error();
  }
}

bool DeviceVeto::due(const std::string& session, Timestamp seen) {
  const Timestamp now = backend_.now();
  if (now - seen < kBetweenPings) return false;
  const access::TokenHash key = access::hash_of(session);
  const std::lock_guard lock(mutex_);
  const auto last = pinged_.find(key);
  if (last && now - *last < kBetweenPings && *last <= now) return false;  // on its way
  pinged_.put(key, std::make_shared<const Timestamp>(now));
  return true;
}

}  // namespace muster::api::dialects
