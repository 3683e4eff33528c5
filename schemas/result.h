// Result<T>: a value, or one Error that says what went wrong, where, and what to do next.
// Plain values; any thread.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace muster {

// What the caller should do about it. One table (errors.h) maps it to HTTP status, exit code,
// metric label and log level.
enum class ErrorClass {
  invalid,          // unreadable input; the same input fails again
  refused,          // readable and wrong, or not allowed
  conflict,         // at odds with the present state
  retry,            // nothing happened; the same call may succeed later
  unknown_outcome,  // it may have happened; retry with the same id
  corrupt,          // stored or logged bytes are not what was written
  bug,              // a state that the code holds impossible
};

struct Error {
  std::string code;  // from the closed list in errors.h, e.g. "future_event"
  ErrorClass cls = ErrorClass::bug;
  std::string where;  // JSON Pointer, file:line, topic:partition:offset: the place of the fault
  std::string hint;   // one sentence for a person; never a client's bytes unescaped, never what()

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : v_(std::move(value)) {}
  Result(Error error) : v_(std::move(error)) {}

  bool ok() const { return v_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Only when ok().
  T& value() & { return std::get<0>(v_); }
  const T& value() const& { return std::get<0>(v_); }
  T&& value() && { return std::get<0>(std::move(v_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Only when !ok().
  const Error& error() const { return std::get<1>(v_); }

 private:
  std::variant<T, Error> v_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace muster
