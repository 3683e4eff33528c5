// JSON of events: one CloudEvent 1.0 in structured mode a record (docs/semantics.md, Events).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/event.h"
#include "schemas/result.h"

namespace muster {

// Reads records of a topic. One decoder a thread: it owns the parser's buffers.
//
// A record decodes iff a strict RFC 8259 parser takes it, no object repeats a key, and the fields
// that its type needs are there and in range. Unknown fields are ignored. Errors:
//   bad_json (invalid)        not RFC 8259, not UTF-8, or a repeated key
//   bad_event (invalid)       a needed field is absent, of the wrong type or out of range; where = JSON Pointer
//   foreign_type (invalid)    a type outside muster.*
//   newer_type (refused)      a muster.* type that this build does not know: upgrade first
// On error `out` holds unspecified but valid contents. Reuses the capacity of `out`: decoding ping
// after ping into the same Event allocates nothing.
class EventDecoder {
 public:
  EventDecoder();
  ~EventDecoder();
  EventDecoder(EventDecoder&&) noexcept;
  EventDecoder& operator=(EventDecoder&&) noexcept;

  Status decode(std::string_view record, Event& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Appends the record of `event` to `out`: keys in a fixed order, no white space, no DOM.
// encode(decode(encode(e))) == encode(e). Any thread.
void encode(const Event& event, std::string& out);
std::string encode(const Event& event);

// The `data` object alone, as encode() writes it; and the same without what the door writes in
// (policy, place but its id, next_ping_s, grace_s): two copies of an event whose comparable data
// differ are an id_conflict (docs/semantics.md, Identity).
std::string encode_data(const EventData& data);
std::string comparable_data(const EventData& data);

}  // namespace muster
