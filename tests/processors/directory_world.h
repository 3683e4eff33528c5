// A directory filled by hand. One thread.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "processors/directory.h"
#include "schemas/codec.h"
#include "schemas/topics.h"

namespace muster::processors {

inline const Tenant kTenant{"default"};

inline Event change_of(const Tenant& tenant, DirectoryType type, std::string_view id, std::string_view record) {
  Event event;
  event.env = Envelope{EventId{"e"}, "/test", tenant, SubjectId{id}, from_ms(0), from_ms(0), {}, {}, false, {}};
  event.data = DirectoryChange{type, std::string(id), std::string(record)};
  return event;
}

inline Status put(Directory& directory, DirectoryType type, std::string_view id, std::string_view record,
                  const Tenant& tenant = kTenant) {
  const Event event = change_of(tenant, type, id, record);
  return directory.apply(record_key(event), encode(event));
}

inline Status erase(Directory& directory, DirectoryType type, std::string_view id, const Tenant& tenant = kTenant) {
  return directory.apply(record_key(change_of(tenant, type, id, "{}")), std::nullopt);
}

}  // namespace muster::processors
