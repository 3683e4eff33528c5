// Keys of the family `mentions`, under a subject's scope and a token: who or what is mentioned when. Grammar
// as in keys.h.
//
//   scope token0 time type(1) source0 id0 → ""   events, by what they name or did
//     i+session  check-ins and check-outs that name the id
//     c+session  amendments and reviews
//     k+kind, a  check-outs of a kind, of all
//     x+kind, y  those of them that ended nobody
//     o+kind     check-ins that opened a session → its id
//   scope token0 time session0            → ""   sessions without limit, liveness and deadline, unless void
//     n+kind     that have not ended; time: their start
//     u+level+kind  that have; for each bucket (index_keys.h) of the UTC days that they overlap, time: where it begins
//
// Pure; any thread.
#pragma once

#include "projections/keys.h"

namespace muster::projections::keys {

std::string token_of_id(const SessionId& id);
std::string token_of_kind(const Kind& kind);
std::string token_of_all();
std::string token_of_correction(const SessionId& id);
std::string token_of_opened(const Kind& kind);
std::string token_of_none_ended(const Kind& kind);
std::string token_of_none_ended();  // of all
std::string token_of_endless(const Kind& kind);
std::string token_of_once_endless(const Kind& kind, int level);

std::string mentions_of(const Scope& s, std::string_view token);
std::string mention(const Scope& s, std::string_view token, const EventRef& event);
std::string mention_from(const Scope& s, std::string_view token, Timestamp t);
std::string stay(const Scope& s, std::string_view token, Timestamp t, const SessionId& id);
std::optional<SessionId> parse_stay(std::string_view after_token);

}  // namespace muster::projections::keys
