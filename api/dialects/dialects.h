// The HTTP of the systems that muster stands in for (docs/switching): their paths, fields, orders, digits and
// statuses, each translated to muster's own calls under its kind. Made once, by main, before the server
// starts; ends after the server, and before what it stands on.
#pragma once

#include <functional>
#include <memory>

#include "api/access/accounts.h"
#include "api/access/networks.h"
#include "api/access/token_veto.h"
#include "api/http/router.h"
#include "api/services.h"
#include "ingest/directory_desk.h"
#include "ingest/door.h"

namespace muster::api::dialects {

struct Options {
  access::Networks session_manager_open_to;  // who needs no credential there
  access::Networks clock_in_open_to;         // who may register there
  access::Networks trusted_proxies;
  access::Accounts* accounts = nullptr;  // null: the process keeps none
  std::function<bool()> whole = [] { return true; };  // whether the state is one of all that the log held. Any thread
};

class Dialects {
 public:
  Dialects(const Services& services, ingest::Door& door, ingest::DirectoryDesk& desk, Options options);
  ~Dialects();  // answers what is under way

  // Before the server starts; this outlives the router.
  void add_routes(http::Router& router);

  // Refuses the tokens of devices that are signed out. As long as this.
  access::TokenVeto& token_veto();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// As the dialect whose path it is would shape it; elsewhere a problem. For the router and the seam. Any thread.
http::Response render_error(const Error& error, const http::Request& request);

}  // namespace muster::api::dialects
