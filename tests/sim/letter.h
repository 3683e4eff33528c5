// What clients of the simulation post: a generated event as it stands (role replay), or the same in the
// form of a client, to which the door gives ids, policy and place. Pure but for the state.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/body.h"
#include "tests/support/generators.h"

namespace muster::sim {

struct Letter {
  enum class State { to_send, sent, accepted, refused };

  ingest::Call call = ingest::Call::events;
  std::string text;                 // of the item
  Timestamp not_before{};           // the door's clock when it may be sent
  std::optional<PlaceId> place{};   // that the directory must have by then
  State state = State::to_send;

  bool done() const { return state == State::accepted || state == State::refused; }
};
using Letters = std::vector<std::shared_ptr<Letter>>;

Letter as_it_stands(const reference::Copy& copy);
// Empty where a client can't say it: corrections, and kinds that no policy of the door names.
std::optional<Letter> as_a_client(const reference::Copy& copy);
// The places that generated check-ins name; imported, since they may be posted long after `at`.
std::vector<Letter> places(Timestamp at);

// One body of letters of one call.
ingest::Body body_of(const Letters& letters, std::string& text);

}  // namespace muster::sim
