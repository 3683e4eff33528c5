// The decoder and nlohmann's parser agree on what is JSON, on records that were damaged at random.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <random>

#include "generators.h"
#include "record_oracle.h"
#include "schemas/codec.h"

namespace muster {
namespace {

constexpr std::array kPieces{
    "{",      "}",       "[",        "]",       ",",       ":",        "\"",      "\\",      "\\u0041", "\\ud83d\\ude00", "\\ud800",
    "\\udc00", "\\x",    "null",     "true",    "nul",     "0",        "-",       "01",      "1e400",   "-1e-400",        "1.",
    ".5",     "1e",      "12345678901234567890123", "\t", "\n",       "\x01",    "\x7f",    "\xff",    "\xc3\xa4",       "\xc3",
    "\xed\xa0\x80", "\xef\xbb\xbf", "\xf4\x90\x80\x80", "\"a\":1,", "\"a\":{\"a\":[]},", ",\"id\":\"x\"", "/**/", "'", "NaN", " "};

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) { return random() % n; }

void damage(std::string& text, Random& random) {
  const std::size_t at = below(random, text.size() + 1);
  const std::size_t span = std::min(text.size() - at, below(random, 4));
  switch (below(random, 4)) {
    case 0: text.erase(at, span); break;
    case 1: text.insert(at, kPieces[below(random, kPieces.size())]); break;
    case 2: text.replace(at, span, kPieces[below(random, kPieces.size())]); break;
    default: text.insert(at, text.substr(below(random, text.size() + 1), below(random, 40)));
  }
}

// What of the decoder's answers speaks of JSON.
bool decodes_as_json(EventDecoder& decoder, std::string_view record) {
  static Event event;
  const Status status = decoder.decode(record, event);
  return status.ok() || status.error().code != "bad_json";
}

TEST(Differential, DamagedRecords) {
  EventDecoder decoder;
  std::size_t accepted = 0;
  std::size_t refused = 0;
  EXPECT_TRUE(rc::check("the decoder takes for JSON what a strict parser does", [&] {
    const std::string record = encode(*gen::event());
    Random random(*rc::gen::arbitrary<std::uint32_t>());
    for (int i = 0; i < 200; ++i) {
      std::string text = record;
      for (std::size_t n = 1 + below(random, 3); n > 0; --n) damage(text, random);
      const bool expected = is_strict_json(text);
      if (decodes_as_json(decoder, text) != expected) RC_FAIL("they differ on: " + text);
      ++(expected ? accepted : refused);
    }
  }));
  // Both sides of the question must have been asked.
  EXPECT_GT(accepted, 1000U);
  EXPECT_GT(refused, 1000U);
}

TEST(Differential, SmallTexts) {
  EventDecoder decoder;
  Random random(7);
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (std::size_t n = below(random, 7); n > 0; --n) text += kPieces[below(random, kPieces.size())];
    ASSERT_EQ(decodes_as_json(decoder, text), is_strict_json(text)) << text;
  }
}

}  // namespace
}  // namespace muster
