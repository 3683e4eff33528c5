#include "api/access/audit.h"

namespace muster::access {
namespace {

class NoAudit final : public Audit {
 public:
  void note(AuditEntry) noexcept override {}
};

}  // namespace

AuditEntry entry_of(const Principal& who, const http::Request& request, std::string action, std::string target,
                    std::string outcome) {
  return {who.tenant, std::move(action), who.actor, std::move(target), std::move(outcome),
          request.request_id, request.client(), {}};
}

std::unique_ptr<Audit> no_audit() { return std::make_unique<NoAudit>(); }

}  // namespace muster::access
