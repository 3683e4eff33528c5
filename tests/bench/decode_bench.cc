// Strict decoding of records into events, beside a bare simdjson DOM parse of the same bytes.
// Run with --benchmark_enable_random_interleaving=true --benchmark_repetitions=5: the two must share
// whatever else the machine is doing.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "schemas/codec.h"

namespace {

using namespace muster;

constexpr std::size_t kRecords = 720;

EventData realistic_data(std::size_t i) {
  const std::string session = "0198c0de-7a11-7e57-a11e-" + std::to_string(100'000'000'000 + i);
  const Position position{52.5200066 + 1e-5 * static_cast<double>(i), 13.404954, 8.5, {}, 1.25, 270.0, {}};
  const std::size_t slot = i % 72;  // 1 check-in : 60 pings : 10 locations : 1 check-out
  if (slot == 0) {
    CheckIn c;
    c.session_id = SessionId{session};
    c.kind = Kind{"visit"};
    c.policy.max_duration = std::chrono::hours{8};
    c.policy.limit = 1;
    c.place = Place{PlaceId{"41"}, "Nordstraße 7", 52.52, 13.405, 100};
    c.position = position;
    return c;
  }
  if (slot <= 10) return Location{SessionId{session}, position};
  if (slot == 71) return CheckOut{SessionId{session}, CheckOutReason::checkout, position, {}};
  return Ping{SessionId{session}, std::chrono::seconds{60}, std::chrono::seconds{5}, "editor"};
}

std::vector<simdjson::padded_string> realistic_records() {
  std::vector<simdjson::padded_string> records;
  for (std::size_t i = 0; i < kRecords; ++i) {
    Event event;
    event.env.id = EventId{"7d9f4b1e-53a1-5c5e-8d1a-" + std::to_string(100'000'000'000 + i)};
    event.env.source = "/v1/pings";
    event.env.tenant = Tenant{"default"};
    event.env.subject = SubjectId{"u-" + std::to_string(17'000 + i)};
    event.env.time = from_ms(1'790'000'000'123 + static_cast<std::int64_t>(i) * 977);
    event.env.ingesttime = event.env.time + Duration{41};
    event.data = realistic_data(i);
    records.emplace_back(encode(event));
  }
  return records;
}

const std::vector<simdjson::padded_string>& records() {
  static const auto kAll = realistic_records();
  return kAll;
}

template <class Decode>
void run(benchmark::State& state, Decode decode) {
  std::size_t bytes = 0;
  std::size_t done = 0;
  for (auto _ : state) {
    for (const auto& record : records()) {
      if (!decode(record)) {
        state.SkipWithError("a record was refused");
        return;
      }
      bytes += record.size();
      ++done;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void bare_dom_parse(benchmark::State& state) {
  simdjson::dom::parser parser;
  run(state, [&](const simdjson::padded_string& record) {
    return parser.parse(record).error() == simdjson::SUCCESS;
  });
}

void strict_decode(benchmark::State& state) {
  EventDecoder decoder;
  Event event;
  run(state, [&](const simdjson::padded_string& record) {
    return decoder.decode(std::string_view(record), event).ok();
  });
}

void encode_again(benchmark::State& state) {
  EventDecoder decoder;
  std::vector<Event> events(records().size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!decoder.decode(std::string_view(records()[i]), events[i]).ok()) state.SkipWithError("a record was refused");
  }
  std::size_t done = 0;
  std::string out;
  for (auto _ : state) {
    for (const Event& event : events) {
      out.clear();
      encode(event, out);
      benchmark::DoNotOptimize(out.data());
      ++done;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
}

BENCHMARK(bare_dom_parse);
BENCHMARK(strict_decode);
BENCHMARK(encode_again);

}  // namespace
