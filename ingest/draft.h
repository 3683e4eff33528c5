// One item of a write as the client gave it, before the door has decided anything. Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "schemas/event.h"
#include "schemas/result.h"

namespace muster::ingest {

struct Draft {
  Event event;  // what was said; the rest is default until the door writes it in

  bool has_time = false;
  bool has_ingesttime = false;
  bool has_policy = false;               // only an item of role replay brings its own
  bool has_place = false;                // likewise
  int selectors = 0;                     // how many of session_id, kind, all a check-out names
  std::optional<Timestamp> sentat;
  std::optional<PlaceId> place_id;       // to be looked up
  std::optional<Kind> ping_kind;         // whose durations a ping takes
  std::optional<Duration> next_ping;     // as given, of a ping
  std::optional<Duration> grace;
  std::string content;                   // RFC 8785 without `sentat`; empty where no id is made of it

  // Everything that is wrong with it; `where` points into the body ("/1/time").
  std::vector<Error> faults;
  std::string pointer;                   // of the item itself: "/1", or "" where it is the body
  std::string data_pointer;              // of its data: "/1/data" for CloudEvents, else as `pointer`
};

// A body, read. `list`: an array or NDJSON came, so that a list is answered.
struct Batch {
  bool list = false;
  std::vector<Draft> drafts;
};

}  // namespace muster::ingest
