// What goes to muster.quarantine.v1: the record as it was, and why it was not folded.
// Pure; any thread.
#pragma once

#include "ingest/log/log.h"
#include "projections/index_rows.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::processors {

// Key and value of `record`; headers code, where, topic, partition and offset, from which
// `muster quarantine replay` finds its way back.
projections::OutboxRow quarantine_row(const log::RecordView& record, const Error& refusal, Timestamp now);

}  // namespace muster::processors
