#include "ingest/door.h"
#include "schemas/codec.h"
#include "schemas/ids.h"
#include "schemas/text.h"
#include "schemas/topics.h"

namespace muster::ingest {

log::Record to_record(const Event& event, log::Partition partitions) {
  log::Record record;
  record.topic = topic_of(event.data);
  record.key = record_key(event);
  record.partition = partition_of(record.key, partitions);
  record.timestamp = event.env.ingesttime;
  record.headers = {{"ce_id", event.env.id.str()},
                    {"ce_type", std::string(type_of(event.data))},
                    {"ce_source", event.env.source},
                    {"ce_time", format_rfc3339(event.env.time)}};
  encode(event, record.value.emplace());
  return record;
}

Error told_of_append(const Error& fault) {
  Error told{fault.code, fault.cls, "", ""};
  switch (fault.cls) {
    case ErrorClass::retry: told.hint = "the event log takes no records just now; nothing was written, try again"; break;
    case ErrorClass::unknown_outcome: told.hint = "it may have been written: send it again with the same id"; break;
    case ErrorClass::refused:
    case ErrorClass::invalid:
    case ErrorClass::conflict: told.hint = fault.hint; break;  // about the record itself
    case ErrorClass::corrupt:
    case ErrorClass::bug: told.hint = "the event log can't be written; the server's own log says why"; break;
  }
  return told;
}

std::string default_source(std::string_view caller) { return "/clients/" + percent_encoded(caller); }

}  // namespace muster::ingest
