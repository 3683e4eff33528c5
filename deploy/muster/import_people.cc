#include "deploy/muster/import_people.h"

#include <string_view>

namespace muster::deploy {
namespace {

struct RoleName {
  std::string_view theirs, ours;
};
constexpr RoleName kRoles[] = {{"admin", "admin"},       {"administrator", "admin"}, {"superuser", "admin"},
                               {"supervisor", "supervisor"}, {"manager", "supervisor"}, {"user", "user"}};

}  // namespace

void put_text(nlohmann::ordered_json& record, const char* name, Columns& row, Names names, std::size_t most) {
  if (auto text = row.text(names, most)) record[name] = std::move(*text);
}

void put_role(nlohmann::ordered_json& record, Columns& row, Names names) {
  auto given = row.text(names);
  const bool over_all = row.flag({"is_admin"}).value_or(false) || row.flag({"is_superuser"}).value_or(false);
  std::string name = given.value_or("user");
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  std::string_view role = "user";
  for (const RoleName& one : kRoles) {
    if (name == one.theirs) role = one.ours;
  }
  if (over_all) role = "admin";
  if (role != "user" || name == "user") record["role"] = role;
  if (given && *given != role) record["attributes"]["role"] = *given;
}

}  // namespace muster::deploy
