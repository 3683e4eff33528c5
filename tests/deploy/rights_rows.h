// What is known of each route of a server: which right it asks, and how its answer shows it. A route that is
// not here fails rights_test.cc. Plain data.
#pragma once

#include <span>
#include <string_view>

#include "api/access/may.h"

namespace muster::deploy {

enum class Shape {
  open,        // asks for no right
  gate,        // a right over nobody in particular: 403 where the role never has it, else anything but that
  list,        // items of the subjects that are seen
  counts,      // the same, counted
  subject,     // {id} or {subject} of the path is a subject
  session,     // {id} of the path is a session
  place,       // {id} of the path is a place
  write,       // the body names a subject: 403 where it may not
  event,       // the same, and whoever writes any event may
  dialect,     // of a system that muster stands in for: 403 where the role never has it, else not
  anybody,     // of such a system, for whoever has no credential yet or says goodbye
};

struct RightsRow {
  std::string_view method, pattern;
  access::Action action;
  Shape shape;
  int status;                   // where it may and there is one
  std::string_view body = {};   // SUBJECT stands for the subject
  int absent = 404;             // where it may and there is none
};

std::span<const RightsRow> rights_rows();

}  // namespace muster::deploy
