#include "api/close_tokens.h"

#include <utility>

#include "projections/bytes.h"
#include "schemas/ids.h"

namespace muster::api {
namespace {

constexpr std::uint8_t kVersion = 1;

Error bad_token() {
  return {"bad_token", ErrorClass::conflict, "/token", "preview again: a token is good for ten minutes, once, and for whom it was given to"};
}

struct Payload {
  CloseTokens::Shown shown;
  Timestamp until{};
};

Result<Payload> read(std::string_view bytes) {
  projections::ByteReader in(bytes);
  if (in.byte() != kVersion) return bad_token();
  Payload out;
  out.shown.id = in.text();
  out.until = from_ms(in.zigzag());
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const auto partition = static_cast<projections::keys::Partition>(in.varint());
    SubjectId subject{in.text()};
    SessionId session{in.text()};
    out.shown.sessions.push_back({{partition, std::move(subject), std::move(session)}, std::string(in.text())});
  }
  if (!in.ok() || !in.at_end()) return bad_token();
  return out;
}

}  // namespace

std::string CloseTokens::scope(const std::string& credential) const {
  projections::ByteWriter scope;
  scope.text(credential);
  scope.text("POST /v1/sessions/close");
  scope.text(epoch_);
  return scope.take();
}

Result<std::string> CloseTokens::sign(const std::string& credential, const std::vector<SeenSession>& sessions, Timestamp now) const {
  projections::ByteWriter out;
  out.byte(kVersion);
  out.text(random_id());
  out.zigzag(to_ms(now + kLife));
  out.varint(sessions.size());
  for (const SeenSession& one : sessions) {
    out.varint(one.place.partition);
    out.text(one.place.subject.view());
    out.text(one.place.session.view());
    out.text(one.version);
  }
  std::string token = signer_.sign(scope(credential), out.bytes());
  if (token.size() <= kMostBytes) return token;
  return Error{"too_many_rows", ErrorClass::refused, "", "Too many sessions of long names: name subject, kind or place."};
}

Result<CloseTokens::Shown> CloseTokens::take(const std::string& credential, const std::string& token, Timestamp now) {
  const auto bytes = signer_.verified(scope(credential), token);
  if (!bytes) return bad_token();
  auto payload = read(*bytes);
  if (!payload) return payload.error();
  if (payload->until <= now) return bad_token();
  const std::lock_guard lock(mutex_);
  std::erase_if(taken_, [&](const auto& one) { return one.second <= now; });
  if (taken_.contains(payload->shown.id)) return bad_token();
  if (taken_.size() >= kRunsAtMost) return Error{"over_budget", ErrorClass::retry, "", "too many previews were run: wait"};
  taken_.emplace(payload->shown.id, payload->until);
  return std::move(payload->shown);
}

void CloseTokens::give_back(const std::string& id) {
  const std::lock_guard lock(mutex_);
  taken_.erase(id);
}

}  // namespace muster::api
