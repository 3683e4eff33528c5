#include "processors/admission.h"

#include "schemas/ids.h"

namespace muster::processors {
namespace {

Error misrouted(const char* where, const char* hint) {
  return Error{"misrouted", ErrorClass::corrupt, where, hint};
}

bool names(std::string_view key, const Envelope& env) {
  const std::string_view tenant = env.tenant.view();
  return key.size() == tenant.size() + 1 + env.subject.view().size() && key.starts_with(tenant) &&
         key[tenant.size()] == '/' && key.ends_with(env.subject.view());
}

}  // namespace

Status Admission::admit(const log::RecordView& record, Event& event) {
  if (partition_of(record.key, partitions_) != partition_) {
    return misrouted("key", "the key of this record belongs into another partition");
  }
  if (Status decoded = decoder_.decode(record.value, event); !decoded.ok()) return decoded;
  if (topic_of(event.data) != record.topic) {
    return misrouted("/type", "events of this type belong into another topic");
  }
  if (!names(record.key, event.env)) {
    return misrouted("/subject", "the key names another tenant or subject than the event");
  }
  return check_clock(event, limits_);
}

bool stops_partition(const Error& refusal) { return refusal.code == "newer_type"; }

}  // namespace muster::processors
