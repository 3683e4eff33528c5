#include "api/access/credentials.h"

namespace muster::access {
namespace {

class NoCredentials final : public Credentials {
 public:
  Result<Principal> identify(const http::Request& request) const override { return told(request, anonymous_); }

 private:
  const Principal anonymous_{Tenant{"default"}, {Role::admin, Role::replay}, SubjectId{}, "", "anonymous"};
};

}  // namespace

Result<Principal> told(const http::Request& request, Result<Principal> who) {
  if (who && request.asked_by) request.asked_by->actor = who->actor;
  return who;
}

std::unique_ptr<Credentials> no_credentials() { return std::make_unique<NoCredentials>(); }

}  // namespace muster::access
