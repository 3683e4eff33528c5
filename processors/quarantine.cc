#include "processors/quarantine.h"

namespace muster::processors {

projections::OutboxRow quarantine_row(const log::RecordView& record, const Error& refusal, Timestamp now) {
  projections::OutboxRow row;
  row.topic = Topic::quarantine;
  row.key = record.key;
  if (!record.tombstone) row.value = record.value;
  row.headers = {{"code", refusal.code},
                 {"where", refusal.where},
                 {"topic", std::string(spec(record.topic).name)},
                 {"partition", std::to_string(record.partition)},
                 {"offset", std::to_string(record.offset)}};
  row.created = now;
  return row;
}

}  // namespace muster::processors
