// The policies of this process by kind: built-in ones (policies.toml), and those of an operator's
// file, where a table replaces the built-in kind of its name. Immutable once read; any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/named.h"
#include "schemas/policy.h"
#include "schemas/result.h"

namespace muster::ingest {

class Policies {
 public:
  static Policies built_in();

  // Takes the tables of a TOML text in; `file` is what mistakes are reported under. Returns all of
  // them (code bad_policy, where = file:line); with any, nothing is taken.
  std::vector<Error> add(std::string_view toml, std::string_view file);
  // The same from a file. Further code: io_error (refused)
  std::vector<Error> add_file(const std::string& path);

  // Null for a kind that no table names.
  const Policy* find(std::string_view kind) const;
  const std::map<std::string, Policy, std::less<>>& all() const { return by_kind_; }

 private:
  std::map<std::string, Policy, std::less<>> by_kind_;
};

// policies.toml as it was built in: what an operator's own file may start from.
std::string_view built_in_policies();

}  // namespace muster::ingest
