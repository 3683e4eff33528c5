// What may be folded: decides record by record before the engine sees an event. Owned by one task;
// one thread. No clock, no store.
#pragma once

#include "ingest/log/log.h"
#include "schemas/codec.h"
#include "schemas/event.h"
#include "schemas/order.h"
#include "schemas/result.h"

namespace muster::processors {

class Admission {
 public:
  Admission(log::Partition partition, log::Partition partitions, ClockLimits limits)
      : partition_(partition), partitions_(partitions), limits_(limits) {}

  // Decodes `record` into `event`, whose capacity is used again. Errors, all but the last for
  // quarantine:
  //   misrouted                                     key, partition, topic and event do not belong together
  //   bad_json, bad_event, foreign_type             as EventDecoder
  //   future_event, too_old, ends_after_amendment   as check_clock
  //   newer_type                                    the record must not be skipped: upgrade first
  Status admit(const log::RecordView& record, Event& event);

 private:
  const log::Partition partition_;
  const log::Partition partitions_;
  const ClockLimits limits_;
  EventDecoder decoder_;
};

// Whether the partition has to stop at a record that was refused so, instead of passing it by.
bool stops_partition(const Error& refusal);

}  // namespace muster::processors
