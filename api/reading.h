// What all reads have in common (http.md, "every read"): who asks, as_of, the format, waiting for a
// position, one snapshot, the entity tag. A route brings its parameters and the making of its answer.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "api/access/may.h"
#include "api/answer.h"
#include "api/background.h"
#include "api/cursor.h"
#include "api/http/router.h"
#include "api/params.h"
#include "api/services.h"

namespace muster::api {

// One read under way. One thread.
struct Reading {
  const Services& services;
  const CursorSigner& signer;
  const http::Request& request;
  const access::Principal who;
  const projections::Reads& rows;
  Params params;
  Timestamp as_of{};
  bool live = false;       // as_of is the present
  std::string_view format = kJson;  // of the route's

  // errors: forbidden; not_found where it is out of sight (both refused)
  Status allowed(access::Action action) const;
  Status allowed(access::Action action, const SubjectId& subject) const;
};

// Makes the answer, or says why not. Any thread, also several at once.
using MakeAnswer = std::function<Result<Answer>(Reading&)>;

struct ReadRoute {
  std::string_view pattern;
  std::vector<std::string_view> parameters;           // beside as_of and format
  MakeAnswer make;
  std::vector<std::string_view> formats = {kJson};    // media types, the first by default; kSheets with them
  bool brief = false;  // reads few keys: made on the worker that asks, not in the background, but for sheets
};

// Where reads are made that take long: sheets have their own, so that they hold up nothing else.
struct ReadThreads {
  Background usual;
  Background sheets{1, 16};
};

// Adds GET (and HEAD) of the route. The references must outlive the router.
void add_read(http::Router& router, const Services& services, const CursorSigner& signer, ReadThreads& threads,
              ReadRoute route);

}  // namespace muster::api
