#include "api/dialects/devices.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

using projections::ShownSession;

constexpr std::chrono::minutes kBetweenPings{1};

}  // namespace

TokenBinding::TokenBinding(const access::Principal& who)
    : first(number_from({"device", who.tenant.view(), who.subject.view(), who.token})),
      label(derived_id({"device", who.tenant.view(), who.subject.view(), who.token})) {}

std::vector<ShownSession> bound_devices(const Look& look, const access::Principal& who) {
  if (who.token.empty() || who.subject.empty()) return {};
  const TokenBinding binding(who);
  projections::SessionFilter filter;
  filter.kind = Kind{kDevice};
  filter.subject = who.subject;
  filter.statuses = {projections::SessionStatus::active};
  std::vector<ShownSession> devices = look.newest(std::move(filter), projections::kScannedAtMost);
  std::erase_if(devices, [&](const ShownSession& shown) {
    const auto& labels = shown.stored.row.labels;
    const auto label = labels.find(TokenBinding::kLabel);
    return label == labels.end() || label->second != binding.label;
  });
  return devices;
}

Status DeviceVeto::admit(const access::Principal& who) {
  if (who.token.empty() || who.subject.empty()) return Done{};
  if (!whole_()) return Error{"not_ready", ErrorClass::retry, "", "whether the devices of this token are signed out is not known yet"};
  try {
    const Look look = backend_.look(who.tenant);
    if (!look.of(who.subject, TokenBinding(who).first, kDevice)) return Done{};  // it never made one
    const auto devices = bound_devices(look, who);
    if (devices.empty()) return Error{"session_closed", ErrorClass::refused, "", "the sessions of this token are closed"};
    const SessionId& session = devices.front().place.session;
    if (due(who.tenant.str() + "/" + who.subject.str() + "/" + session.str(), devices.front().view.last_seen_at)) {
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
