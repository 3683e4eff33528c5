// Any bytes: the decoder takes for JSON what a strict parser takes, and what decodes comes back from
// its own record. Seeds: tests/schemas/golden.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "schemas/codec.h"
#include "schemas/ids.h"
#include "tests/schemas/record_oracle.h"

namespace {

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static muster::EventDecoder decoder;
  static muster::Event event;
  static muster::Event again;
  const std::string record(reinterpret_cast<const char*>(data), size);
  const muster::Status status = decoder.decode(record, event);
  const bool is_json = status.ok() || status.error().code != "bad_json";
  demand(is_json == muster::is_strict_json(record), "the decoder and the strict parser agree on what is JSON");
  if (const auto canonical = muster::canonical_json(record)) {
    demand(is_json, "what has a canonical form is JSON");
    demand(muster::canonical_json(*canonical).value() == *canonical, "a canonical form is its own");
  }
  if (!status.ok()) return 0;
  const std::string own = muster::encode(event);
  demand(decoder.decode(own, again).ok(), "an encoded event decodes");
  demand(again == event, "and is the same event");
  demand(muster::encode(again) == own, "and encodes to the same bytes");
  return 0;
}
