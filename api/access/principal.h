// Who is asking: what a credential was turned into. Plain values; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/named.h"

namespace muster::access {

enum class Role : std::uint8_t { user, supervisor, admin, ingest, model, analyst, replay };
inline constexpr std::size_t kRoleCount = 7;

std::string_view name_of(Role role);
std::optional<Role> role_by_name(std::string_view name);

// A credential may stand for several roles at once; what any of them may do, its bearer may.
class RoleSet {
 public:
  RoleSet() = default;
  RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  friend bool operator==(const RoleSet&, const RoleSet&) = default;

 private:
  static constexpr std::uint8_t bit(Role role) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role)); }
  std::uint8_t bits_ = 0;
};

struct Principal {
  Tenant tenant;
  RoleSet roles;
  SubjectId subject;       // empty: a program, not a person
  std::string department;  // a path: "north/day"
  std::string actor;       // written into what it causes
  // Names the Bearer token, for what is bound to it: "sid:…" (the log-in, all tokens that come of it), "jti:…",
  // or "hash:…". Empty for other credentials.
  std::string token = {};

  // Names the credential in derived ids and sources. Stored: do not change.
  std::string caller() const;
  // Tenant, and who within it: what was given to one is no good to another. Not stored.
  std::string credential() const;
};

}  // namespace muster::access
