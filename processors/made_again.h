// The rows of one subject, made again of its stored history in a store of their own (verify.h). What pings and
// locations left is taken as stored, since no event of them is kept. One thread; reads only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "processors/engine.h"
#include "projections/keys.h"
#include "projections/memory_store.h"
#include "schemas/codec.h"

namespace muster::processors {

class MadeAgain {
 public:
  // As a state shows them that was last written at `moment`. `stored` outlives this. Throws ReadFailure.
  MadeAgain(const projections::Reads& stored, const projections::keys::OwnedScope& subject, Timestamp moment);

  std::uint64_t events() const { return events_; }  // that were folded
  const projections::Reads& rows() const { return *rows_; }

  // The bytes of a checkpoint before the events of `t`.
  std::string checkpoint_before(Timestamp t) const;

 private:
  template <class Visit>
  void each(projections::Family f, Visit visit) const;
  void seed_with_signs();
  void seed_liveness(projections::Batch& batch) const;
  void fold(Timestamp moment);
  void add(const projections::HistoryRow& row);
  void flush(Timestamp moment);
  void commit(std::unique_ptr<projections::Batch> batch);

  const projections::Reads& stored_;
  const projections::keys::OwnedScope subject_;
  const projections::keys::Scope scope_;
  projections::MemoryStore store_;
  std::optional<Engine> engine_;
  std::unique_ptr<projections::Reads> rows_;
  std::uint64_t events_ = 0;
  EventDecoder decoder_;
  Event event_;
};

}  // namespace muster::processors
