#include "ingest/policies.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <type_traits>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "ingest/policy_fields.h"
#include "schemas/enum_names.h"

namespace muster::ingest {
namespace {

bool is_kind(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

double in_seconds(Duration d) { return static_cast<double>(d.count()) / 1000; }

// Reads one table and collects what is wrong with it.
class TableReader {
 public:
  TableReader(std::string_view file, std::string_view kind, std::vector<Error>& mistakes)
      : file_(file), kind_(kind), mistakes_(mistakes) {}

  Policy read(const toml::table& table) {
    Policy policy;
    std::set<std::string_view> known;
    visit_policy_fields(policy, [&](const PolicyField& field, auto& value) {
      known.insert(field.name);
      if (const toml::node* node = table.get(field.name)) take(field, *node, value);
    });
    for (const auto& [key, node] : table) {
      if (!known.contains(key.str())) mistake(node, fmt::format("{}.{}: no such key", kind_, key.str()));
    }
    check_sense(table, policy);
    return policy;
  }

 private:
  void mistake(const toml::node& at, std::string what) {
    mistakes_.push_back(Error{"bad_policy", ErrorClass::refused, fmt::format("{}:{}", file_, at.source().begin.line),
                              std::move(what)});
  }
  void expected(const toml::node& at, std::string_view key, std::string_view what) {
    mistake(at, fmt::format("{}.{}: expected {}", kind_, key, what));
  }

  void take(const PolicyField& field, const toml::node& node, std::optional<Duration>& out) {
    const double least = in_seconds(field.least);
    const double most = in_seconds(field.most);
    const auto seconds = node.is_number() ? node.value<double>() : std::nullopt;
    const bool fits = seconds && *seconds >= least && *seconds <= most;
    if (fits) out = Duration{std::llround(*seconds * 1000)};
    if (!fits || in_seconds(*out) != *seconds) {
      expected(node, field.name, fmt::format("seconds from {} to {}, at most three decimals", least, most));
    }
  }
  void take(const PolicyField& field, const toml::node& node, std::optional<double>& out) {
    out = node.is_number() ? node.value<double>() : std::nullopt;
    if (!out || !std::isfinite(*out) || *out < 0) expected(node, field.name, "a number of metres, 0 or more");
  }
  void take(const PolicyField& field, const toml::node& node, std::optional<std::uint32_t>& out) {
    const auto count = node.is_integer() ? node.value<std::int64_t>() : std::nullopt;
    if (!count || *count < 1 || *count > kMaxLimit) {
      return expected(node, field.name, fmt::format("a whole number from 1 to {}", kMaxLimit));
    }
    out = static_cast<std::uint32_t>(*count);
  }
  void take(const PolicyField& field, const toml::node& node, bool& out) {
    if (!node.is_boolean()) return expected(node, field.name, "true or false");
    out = node.value_or(out);
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void take(const PolicyField& field, const toml::node& node, Enum& out) {
    const auto text = node.is_string() ? node.value<std::string_view>() : std::nullopt;
    const auto value = text ? from_name<Enum>(*text) : std::nullopt;
    if (value) {
      out = *value;
      return;
    }
    std::string known;
    for (const std::string_view name : names_of(Enum{})) known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", name);
    expected(node, field.name, "one of " + known);
  }

  // Keys that are right by themselves and contradict each other.
  void check_sense(const toml::table& table, const Policy& policy) {
    const auto needs = [&](const char* key, bool holds, const char* why) {
      const toml::node* node = table.get(key);
      if (node != nullptr && !holds) mistake(*node, fmt::format("{}.{}: {}", kind_, key, why));
    };
    const bool live = policy.liveness != Liveness::no;
    needs("on_limit", policy.limit.has_value(), "says what happens at the limit, and no limit is given");
    needs("next_ping_s", live, "has no meaning where liveness is \"no\"");
    needs("grace_s", live, "has no meaning where liveness is \"no\"");
    needs("max_duration_s", !policy.ttl || !policy.max_duration || *policy.max_duration < *policy.ttl,
          "never comes, since ttl_s ends the session before");
    needs("liveness", !live || policy.next_ping, "ends by silence need next_ping_s");
  }

  std::string_view file_;
  std::string_view kind_;
  std::vector<Error>& mistakes_;
};

Error bad_file(const char* code, std::string where, std::string what) {
  return Error{code, ErrorClass::refused, std::move(where), std::move(what)};
}

}  // namespace

Policies Policies::built_in() {
  Policies policies;
  // The text is part of the program; a test holds it free of mistakes.
  if (!policies.add(built_in_policies(), "policies.toml").empty()) std::abort();
  return policies;
}

std::vector<Error> Policies::add(std::string_view text, std::string_view file) {
  std::vector<Error> mistakes;
  std::map<std::string, Policy, std::less<>> read;
  try {
    const toml::table root = toml::parse(text, file);
    for (const auto& [kind, node] : root) {
      const std::string where = fmt::format("{}:{}", file, node.source().begin.line);
      const toml::table* table = node.as_table();
      if (table == nullptr) {
        mistakes.push_back(bad_file("bad_policy", where, fmt::format("{}: expected a table, one for each kind", kind.str())));
      } else if (!is_kind(kind.str())) {
        mistakes.push_back(bad_file("bad_policy", where, "a kind is 1 to 64 of a-z, 0-9, '_', '-' and '.'"));
      } else {
        read[std::string(kind.str())] = TableReader(file, kind.str(), mistakes).read(*table);
      }
    }
  } catch (const toml::parse_error& fault) {
    const auto line = fault.source().begin.line;
    return {bad_file("bad_policy", fmt::format("{}:{}", file, line), std::string(fault.description()))};
  }
  if (!mistakes.empty()) return mistakes;
  for (auto& [kind, policy] : read) by_kind_[kind] = policy;
  return {};
}

std::vector<Error> Policies::add_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return {bad_file("io_error", path, "the file of policies can't be read")};
  return add(text, path);
}

const Policy* Policies::find(std::string_view kind) const {
  const auto it = by_kind_.find(kind);
  return it == by_kind_.end() ? nullptr : &it->second;
}

}  // namespace muster::ingest
