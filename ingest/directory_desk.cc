#include "ingest/directory_desk.h"

#include <utility>

#include "api/access/may.h"
#include "api/http/etag.h"
#include "ingest/directory_record.h"
#include "ingest/door.h"
#include "schemas/ids.h"

namespace muster::ingest {
namespace {

using access::Action;
using access::Verdict;
using processors::DirectoryEntry;

constexpr std::chrono::seconds kAwait{5};

Error refused(const char* code, std::string hint) { return Error{code, ErrorClass::refused, "", std::move(hint)}; }
Error not_found() { return refused("not_found", "the directory has no such record"); }

Status allowed(const DirectoryDesk::Item& item, Action on_subject, Action on_place, const processors::Directory& directory) {
  const Verdict verdict = item.type == DirectoryType::subject ? may(item.who, on_subject, SubjectId{item.id}, directory)
                                                              : may(item.who, on_place);
  switch (verdict) {
    case Verdict::yes: return Done{};
    case Verdict::never: return refused("forbidden", "not for this role");
    case Verdict::out_of_sight: return not_found();
  }
  return not_found();
}

access::AuditEntry refusal_of(const DirectoryDesk::Item& item, const Error& error) {
  const char* outcome = error.code == "forbidden" ? "forbidden" : "out_of_sight";
  return {item.who.tenant, "refused", item.who.actor, item.id, outcome, item.request_id, item.address, {}};
}

bool is_id(std::string_view id) {
  const auto parsed = parse_subject(id);
  return parsed && parsed->view() == id;
}

void refuse(const DeskDone& done, std::vector<Error> faults) {
  DeskAnswer answer;
  answer.faults = std::move(faults);
  done(std::move(answer));
}

}  // namespace

std::string etag_of(const DirectoryEntry& entry) { return "W/\"" + entry.etag + "\""; }

Status check(const Preconditions& wanted, const std::optional<DirectoryEntry>& present) {
  const bool fails_match = wanted.if_match != nullptr && (!present || !http::names_etag(*wanted.if_match, etag_of(*present)));
  const bool fails_none = wanted.if_none_match != nullptr && present && http::names_etag(*wanted.if_none_match, etag_of(*present));
  if (!fails_match && !fails_none) return Done{};
  return Error{"precondition_failed", ErrorClass::conflict, "", "the record is not the one that the header names"};
}

void DirectoryDesk::put(const Item& item, std::string_view body, DeskDone done) {
  const auto may_write = allowed(item, Action::write_subject, Action::write_places, parts_.directory);
  if (!may_write) {
    parts_.audit.note(refusal_of(item, may_write.error()));
    return refuse(done, {may_write.error()});
  }
  if (!is_id(item.id)) {
    return refuse(done, {refused("out_of_range", "an id is 1 to 128 bytes of UTF-8 (NFC) without control characters")});
  }
  auto read = read_directory_record(item.type, item.id, body);
  if (!read) return refuse(done, {read.error()});
  if (!read->faults.empty()) return refuse(done, std::move(read->faults));
  const auto present = parts_.directory.find(item.who.tenant, item.type, item.id);
  if (auto status = check(item.wanted, present); !status) return refuse(done, {status.error()});
  std::string record = std::move(read->record);
  if (item.type == DirectoryType::subject && may(item.who, Action::write_subject_standing) != Verdict::yes) {
    auto kept = keep_standing(record, present ? present->record : "");
    if (!kept) return refuse(done, {kept.error()});
    record = std::move(kept).value();
  }
  append(item, record_of(item, std::move(record)), !present, std::move(done));
}

void DirectoryDesk::remove(const Item& item, DeskDone done) {
  // Its role and department go with it.
  const auto may_write = allowed(item, Action::write_subject_standing, Action::write_places, parts_.directory);
  if (!may_write) {
    parts_.audit.note(refusal_of(item, may_write.error()));
    return refuse(done, {may_write.error()});
  }
  const auto present = parts_.directory.find(item.who.tenant, item.type, item.id);
  if (!present) return refuse(done, {not_found()});
  if (auto status = check(item.wanted, present); !status) return refuse(done, {status.error()});
  log::Record tombstone = record_of(item, "{}");
  tombstone.value.reset();
  append(item, std::move(tombstone), false, std::move(done));
}

Result<DirectoryEntry> DirectoryDesk::get(const Item& item) const {
  if (auto status = allowed(item, Action::read_subject, Action::read_places, parts_.directory); !status) return status.error();
  auto entry = parts_.directory.find(item.who.tenant, item.type, item.id);
  if (!entry) return not_found();
  return std::move(*entry);
}

void DirectoryDesk::await(std::string_view token, std::function<void(Status)> done) const {
  auto positions = processors::decode_positions(parts_.log.epoch(), token);
  if (!positions) return done(positions.error());
  parts_.progress.wait(std::move(positions).value(), parts_.monotonic.now() + kAwait, [done = std::move(done)](bool seen) {
    if (seen) return done(Done{});
    done(Error{"wait_timeout", ErrorClass::retry, "", "the position was not reached in time"});
  });
}

log::Record DirectoryDesk::record_of(const Item& item, std::string record) const {
  Event event;
  Envelope& env = event.env;
  env.id = EventId{random_id()};
  env.source = default_source(item.who.caller());
  env.tenant = item.who.tenant;
  env.subject = SubjectId{item.id};
  env.time = env.ingesttime = parts_.wall.now();
  if (!item.who.actor.empty()) env.actor = item.who.actor;
  event.data = DirectoryChange{item.type, item.id, std::move(record)};
  return to_record(event, parts_.log.partitions());
}

void DirectoryDesk::append(const Item& item, log::Record record, bool created, DeskDone done) {
  std::vector<log::Record> batch;
  batch.push_back(std::move(record));
  Item subject{item.who, item.type, item.id, {}};
  parts_.log.append(std::move(batch), [this, subject = std::move(subject), created,
                                       done = std::move(done)](std::vector<Result<log::Position>> results) {
    if (results.front()) return answer(subject, *results.front(), created, done);
    refuse(done, {told_of_append(results.front().error())});
  });
}

void DirectoryDesk::answer(const Item& item, log::Position position, bool created, const DeskDone& done) const {
  parts_.progress.wait({position}, parts_.monotonic.now() + parts_.read_back_within, [=, this](bool seen) {
    DeskAnswer answer;
    answer.created = created;
    answer.positions = processors::encode_positions(parts_.log.epoch(), {position});
    if (!seen) {
      answer.faults.push_back({"wait_timeout", ErrorClass::retry, "", "it is written, and was not read back in time"});
    } else if (auto entry = parts_.directory.find(item.who.tenant, item.type, item.id)) {
      answer.entry = std::move(*entry);
    }
    done(std::move(answer));
  });
}

}  // namespace muster::ingest
