#include "ingest/record_writer.h"

#include <utility>

#include "ingest/door.h"
#include "schemas/ids.h"

namespace muster::ingest {

log::Record RecordWriter::record_of(const NewRecord& record, const std::string& actor) const {
  Event event;
  Envelope& env = event.env;
  env.id = EventId{random_id()};
  env.source = default_source(actor.empty() ? "muster" : actor);
  env.tenant = record.tenant;
  env.subject = SubjectId{record.id};
  env.time = env.ingesttime = parts_.wall.now();
  if (!actor.empty()) env.actor = actor;
  event.data = DirectoryChange{record.type, record.id, record.record.value_or("{}")};
  log::Record out = to_record(event, parts_.log.partitions());
  if (!record.record) out.value.reset();
  return out;
}

void RecordWriter::write(const std::vector<NewRecord>& records, const std::string& actor, WriteDone done) const {
  std::vector<log::Record> batch;
  for (const NewRecord& record : records) batch.push_back(record_of(record, actor));
  parts_.log.append(std::move(batch), [parts = parts_, done = std::move(done)](const std::vector<Result<log::Position>>& results) {
    std::vector<log::Position> positions;
    for (const auto& result : results) {
      if (!result) return done(told_of_append(result.error()));
      positions.push_back(*result);
    }
    parts.progress.wait(std::move(positions), parts.monotonic.now() + parts.read_back_within, [done](bool seen) {
      if (seen) return done(Done{});
      done(Error{"wait_timeout", ErrorClass::retry, "", "it is written, and was not read back in time"});
    });
  });
}

}  // namespace muster::ingest
