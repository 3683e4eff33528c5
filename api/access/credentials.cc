#include "api/access/credentials.h"

namespace muster::access {
namespace {

class NoCredentials final : public Credentials {
 public:
  Result<Principal> identify(const http::Request&) const override { return anonymous_; }

 private:
  const Principal anonymous_{Tenant{"default"}, {Role::admin, Role::replay}, SubjectId{}, "", "anonymous"};
};

}  // namespace

std::unique_ptr<Credentials> no_credentials() { return std::make_unique<NoCredentials>(); }

}  // namespace muster::access
