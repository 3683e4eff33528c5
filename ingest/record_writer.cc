#include "ingest/record_writer.h"

#include <utility>

#include "ingest/door.h"
#include "schemas/ids.h"

namespace muster::ingest {

log::Record to_record(const NewRecord& record, std::string source, const std::string& actor, Timestamp now, log::Partition partitions) {
  Event event;
  Envelope& env = event.env;
  env.id = EventId{random_id()};
  env.source = std::move(source);
  env.tenant = record.tenant;
  env.subject = SubjectId{record.id};
  env.time = env.ingesttime = now;
  if (!actor.empty()) env.actor = actor;
  event.data = DirectoryChange{record.type, record.id, record.record.value_or("{}")};
  log::Record out = to_record(event, partitions);
  if (!record.record) out.value.reset();
  return out;
}

Error not_read_back() { return {"wait_timeout", ErrorClass::retry, "", "it is written, and was not read back in time"}; }

void RecordWriter::write(const std::vector<NewRecord>& records, const std::string& actor, WriteDone done) const {
  std::vector<log::Record> batch;
  const std::string source = default_source(actor.empty() ? "muster" : actor);
  for (const NewRecord& record : records) {
    batch.push_back(to_record(record, source, actor, parts_.wall.now(), parts_.log.partitions()));
  }
  parts_.log.append(std::move(batch), [parts = parts_, done = std::move(done)](const std::vector<Result<log::Position>>& results) {
    std::vector<log::Position> positions;
    for (const auto& result : results) {
      if (!result) return done(told_of_append(result.error()));
      positions.push_back(*result);
    }
    parts.progress.wait(std::move(positions), parts.monotonic.now() + parts.read_back_within, [done](bool seen) {
      done(seen ? Status{Done{}} : Status{not_read_back()});
    });
  });
}

}  // namespace muster::ingest
