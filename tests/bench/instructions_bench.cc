// Work to be counted, not timed: under callgrind with --toggle-collect=measured, the same traffic gives
// the same number of instructions. tests/bench/instructions.py runs it.
//   bench_instructions codec|fold EVENTS
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "processors/engine.h"
#include "projections/memory_store.h"
#include "schemas/codec.h"
#include "tests/bench/stays.h"
#include "tests/bench/traffic.h"

namespace muster::bench {
namespace {

constexpr std::size_t kSubjects = 1000;
constexpr std::size_t kSettled = 256;   // events
constexpr std::size_t kFlushed = 4096;

class Work {
 public:
  virtual ~Work() = default;
  virtual void run() = 0;
};

// Every record into its event and back.
class Codec final : public Work {
 public:
  Codec(Traffic& traffic, std::size_t events) {
    while (records_.size() < events) records_.push_back(encode(traffic.next_event()));
  }
  void run() override {
    EventDecoder decoder;
    Event event;
    std::string out;
    for (const std::string& record : records_) {
      if (!decoder.decode(record, event).ok()) throw std::runtime_error("a record was refused");
      out.clear();
      encode(event, out);
    }
  }

 private:
  std::vector<std::string> records_;
};

// Decoded events into rows in memory; the sessions under way are known before.
class Fold final : public Work {
 public:
  Fold(Traffic& traffic, std::size_t events) : engine_(store_, 0) {
    EventDecoder decoder;
    for (const log::Record& record : traffic.opening()) {
      Event event;
      if (!decoder.decode(*record.value, event).ok()) throw std::runtime_error("a record was refused");
      const Given given(event, offset_++);
      engine_.add(given.record, given.event);
    }
    flush();
    while (given_.size() < events) given_.push_back(std::make_unique<Given>(traffic.next_event(), offset_++));
  }
  void run() override {
    std::size_t added = 0;
    for (const auto& given : given_) {
      engine_.add(given->record, given->event);
      if (++added % kSettled == 0) engine_.settle();
      if (added % kFlushed == 0) flush();
    }
    flush();
  }

 private:
  void flush() {
    engine_.settle();
    auto batch = store_.batch();
    engine_.flush(*batch, {}, nullptr);
    const Status held = store_.commit(std::move(batch));
    engine_.committed(held.ok());
    if (!held.ok()) throw std::runtime_error("not committed");
  }

  projections::MemoryStore store_;
  processors::Engine engine_;
  std::vector<std::unique_ptr<Given>> given_;
  std::int64_t offset_ = 0;
};

std::unique_ptr<Work> prepare(std::string_view what, std::size_t events) {
  Traffic traffic({.subjects = kSubjects, .step = std::chrono::milliseconds{60}});
  if (what == "codec") return std::make_unique<Codec>(traffic, events);
  if (what == "fold") return std::make_unique<Fold>(traffic, events);
  throw std::runtime_error("codec or fold");
}

}  // namespace
}  // namespace muster::bench

// The name is what callgrind is told.
extern "C" __attribute__((noinline)) void measured(muster::bench::Work& work) { work.run(); }

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::runtime_error("bench_instructions codec|fold EVENTS");
    const auto work = muster::bench::prepare(argv[1], std::strtoull(argv[2], nullptr, 10));
    measured(*work);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_instructions: {}\n", failure.what());
    return 1;
  }
}
