// What POST /v1/sessions/close answers once it was tried: which are closed, which were left and why. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/door.h"

namespace muster::api {

struct LeftSession {
  SubjectId subject;
  SessionId session;
  std::string_view reason;
};

// Of what went through the door, and of what was left before it.
std::string close_answer(const ingest::WriteAnswer& written, std::vector<LeftSession> left, bool more);

// The log did not take it, or did not say so.
bool is_not_written(const ingest::ItemAnswer& item);

}  // namespace muster::api
