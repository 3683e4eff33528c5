// Query parameters, read strictly: what is unknown, repeated or unreadable is refused by name.
// One thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api {

// A getter answers empty where the parameter is absent or wrong; the first fault is kept in error().
// errors: unknown_parameter, repeated_parameter, bad_parameter (invalid), out_of_range (refused);
// where = /<parameter>
class Params {
 public:
  explicit Params(std::vector<http::Pair> pairs) : pairs_(std::move(pairs)) {}

  // To be called first: each of the pairs has one of these names, and none comes twice.
  void allow_only(std::span<const std::string_view> names);
  // Other pairs from now on; an error stays.
  void replace(std::vector<http::Pair> pairs) { pairs_ = std::move(pairs); }

  const std::string* find(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;
  std::optional<Timestamp> time(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view name, double least, double most);
  // As number(), but it has to be there.
  double needed_number(std::string_view name, double least, double most);
  std::optional<Duration> seconds(std::string_view name);
  // The index of the value in `values`.
  std::optional<std::size_t> one_of(std::string_view name, std::initializer_list<std::string_view> values);

  void fail(std::string_view name, std::string_view code, ErrorClass cls, std::string hint);
  const std::optional<Error>& error() const { return error_; }

 private:
  void bad(std::string_view name, std::string hint);

  std::vector<http::Pair> pairs_;
  std::optional<Error> error_;
};

}  // namespace muster::api
