#include "api/access/principal.h"

#include <array>

namespace muster::access {
namespace {

constexpr std::array<std::string_view, kRoleCount> kNames{"user",  "supervisor", "admin", "ingest",
                                                          "model", "analyst",    "replay"};

}  // namespace

std::string_view name_of(Role role) { return kNames[static_cast<std::size_t>(role)]; }

std::optional<Role> role_by_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

std::string Principal::credential() const {
  return tenant.str() + (subject.empty() ? " program " : " person ") + caller();
}

std::string Principal::caller() const { return subject.empty() ? actor : subject.str(); }

}  // namespace muster::access
