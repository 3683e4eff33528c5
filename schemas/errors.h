// The closed list of error codes, and the one table that maps a class to what the edge does with it.
// Any thread.
#pragma once

#include <span>
#include <string_view>

#include "schemas/result.h"

namespace muster {

struct ErrorClassSpec {
  ErrorClass cls;
  std::string_view name;  // metric label
  int http_status;        // where the code's own row names none
  int exit_code;          // 1 refused or not found, 2 usage
  std::string_view log_level;
};
const ErrorClassSpec& spec(ErrorClass cls);

struct ErrorCodeSpec {
  std::string_view code;
  int http_status;
  std::string_view title;
};
std::span<const ErrorCodeSpec> all_error_codes();
// Null for a code that is not on the list: a bug, found by a test.
const ErrorCodeSpec* find_error_code(std::string_view code);
int http_status(const Error& error);
// A fault of the server itself: its place and text are for the server's log, and for nobody who asked.
bool is_inward(const Error& error);
int exit_code(const Error& error);

}  // namespace muster
