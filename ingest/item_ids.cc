#include "ingest/item_ids.h"

#include <vector>

#include "schemas/ids.h"
#include "schemas/topics.h"

namespace muster::ingest {
namespace {

using Fields = std::vector<std::string_view>;

// Empty where nothing about the request would be the same in a retry.
Fields fields_of(const Draft& draft, const IdBasis& basis, std::string_view index) {
  const Envelope& env = draft.event.env;
  if (!basis.idempotency_key.empty()) {
    return {"key", env.tenant.view(), basis.caller, basis.method, basis.path, basis.idempotency_key, index};
  }
  if (!draft.has_time || draft.content.empty()) return {};
  return {"content", env.tenant.view(), env.subject.view(), type_of(draft.event.data), draft.content};
}

Fields fields_of_named(const Draft& draft) {
  const Envelope& env = draft.event.env;
  return {"event", env.tenant.view(), env.subject.view(), type_of(draft.event.data), env.source, env.id.view()};
}

std::string made_id(const Fields& fields) { return fields.empty() ? random_id() : derived_id(fields); }

std::string made_session_id(const Fields& fields) {
  if (fields.empty()) return random_id();
  Fields more;
  more.reserve(fields.size() + 1);
  more.insert(more.end(), fields.begin(), fields.end());
  more.emplace_back("session");
  return derived_id(more);
}

}  // namespace

bool give_ids(Draft& draft, const IdBasis& basis) {
  Envelope& env = draft.event.env;
  const std::string index = std::to_string(basis.index);
  const Fields fields = fields_of(draft, basis, index);
  const bool named = !env.id.empty();
  if (!named) env.id = EventId{made_id(fields)};
  auto* check_in = std::get_if<CheckIn>(&draft.event.data);
  if (check_in != nullptr && check_in->session_id.empty()) {
    const bool by_event = named && fields.empty();
    check_in->session_id = SessionId{made_session_id(by_event ? fields_of_named(draft) : fields)};
  }
  return named || !fields.empty();
}

}  // namespace muster::ingest
