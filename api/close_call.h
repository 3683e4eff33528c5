// The body of POST /v1/sessions/close: what is to be closed, and whether it is only shown, was shown before,
// or goes without being shown. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/subjects_seen.h"
#include "schemas/named.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api {

struct CloseCall {
  enum class Mode { preview, run, confirmed };
  Mode mode{};
  std::string token;  // of a run
  std::string why;    // of all but a preview

  // All of them hold at once; none: everything that may be closed.
  std::optional<SubjectId> subject;
  std::optional<std::string> email;  // as the directory has it, ASCII letters alike
  Standings standings;
  std::optional<Kind> kind;
  std::optional<PlaceId> place;
  std::optional<std::string> device;
  std::optional<Duration> older_than;
};

// errors: bad_json (invalid); unknown_field, bad_field, out_of_range, bad_subject, missing_field,
// no_filter (refused); where = /<field>
Result<CloseCall> read_close_call(std::string_view body);

}  // namespace muster::api
