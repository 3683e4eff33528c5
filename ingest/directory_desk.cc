#include "ingest/directory_desk.h"

#include <utility>

#include <fmt/format.h>

#include "api/access/may.h"
#include "api/http/etag.h"
#include "ingest/door.h"
#include "ingest/record_writer.h"
#include "processors/record_fields.h"
#include "schemas/enum_names.h"
#include "schemas/ids.h"

namespace muster::ingest {
namespace {

using access::Action;
using access::Verdict;
using processors::DirectoryEntry;

constexpr std::chrono::seconds kAwait{5};

Error refused(const char* code, std::string hint) { return Error{code, ErrorClass::refused, "", std::move(hint)}; }
Error not_found() { return refused("not_found", "the directory has no such record"); }

struct Actions {
  Action read, write, remove;
};
Actions actions_on(DirectoryType type) {
  switch (type) {
    case DirectoryType::place: return {Action::read_places, Action::write_places, Action::write_places};
    case DirectoryType::device: return {Action::read_devices, Action::write_devices, Action::write_devices};
    // Its role and department go with it.
    default: return {Action::read_subject, Action::write_subject, Action::write_subject_standing};
  }
}

Status told(Verdict verdict) {
  switch (verdict) {
    case Verdict::yes: return Done{};
    case Verdict::never: return refused("forbidden", "not for this role");
    case Verdict::out_of_sight: break;
  }
  return not_found();
}

// `nearby` is a call of its own, and no place could be asked for by it.
bool is_id(DirectoryType type, std::string_view id) {
  const auto parsed = parse_subject(id);
  return parsed && parsed->view() == id && !(type == DirectoryType::place && id == "nearby");
}

Error overtaken() { return Error{"precondition_failed", ErrorClass::conflict, "", "somebody else writes the record just now"}; }

// The claim goes when the answer is given.
DeskDone holding(std::shared_ptr<void> claim, DeskDone done) {
  return [claim = std::move(claim), done = std::move(done)](DeskAnswer answer) mutable {
    claim.reset();
    done(std::move(answer));
  };
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

Status DirectoryDesk::may_write(const Item& item, bool goes) const {
  const Actions actions = actions_on(item.type);
  const Action action = goes ? actions.remove : actions.write;
  return told(item.type == DirectoryType::subject ? may(item.who, action, SubjectId{item.id}, parts_.directory)
                                                  : may(item.who, action));
}

void DirectoryDesk::note_refusal(const Item& item, const Error& error) const {
  const char* outcome = error.code == "forbidden" ? "forbidden" : "out_of_sight";
  parts_.audit.note({item.who.tenant, "refused", item.who.actor, item.id, outcome, item.request_id, item.address, {}});
}

std::string DirectoryDesk::key_of(const Item& item) {
  return fmt::format("{}/{}/{}", item.who.tenant.view(), name_of(item.type), item.id);
}

std::uint64_t DirectoryDesk::bytes_of(std::string_view record) {
  constexpr std::uint64_t kBeside = 256;
  return 2 * record.size() + kBeside;
}

// On record before it is written: rather a change that failed than one that nobody knows of.
void DirectoryDesk::note_standing(const Item& item, const std::string& before, const std::string& after) const {
  if (item.type != DirectoryType::subject) return;
  const auto note = [&](const char* action, std::string_view from, std::string_view to) {
    if (from == to) return;
    parts_.audit.note({item.who.tenant, action, item.who.actor, item.id, "ok", item.request_id, item.address,
                       {{"from", std::string(from)}, {"to", std::string(to)}}});
  };
  const auto from = processors::read_fields(before), to = processors::read_fields(after);
  note("role_changed", from.role, to.role);
  note("department_changed", from.department, to.department);
}

void DirectoryDesk::note_removal(const Item& item) const {
  parts_.audit.note({item.who.tenant, "removed", item.who.actor, item.id, "ok", item.request_id, item.address,
                     {{"type", std::string(name_of(item.type))}}});
}

// What is to be appended, or why it is not; claimed already.
std::vector<Error> DirectoryDesk::decide(const Item& item, RecordRead read, log::Record& record, bool& created) const {
  if (!read.faults.empty()) return std::move(read.faults);
  if (!is_id(item.type, item.id)) {
    return {refused("out_of_range", "an id is 1 to 128 bytes of UTF-8 (NFC) without control characters, not . or ..")};
  }
  const auto present = parts_.directory.find(item.who.tenant, item.type, item.id);
  if (auto status = check(item.wanted, present); !status) return {status.error()};
  if (item.type == DirectoryType::subject && may(item.who, Action::write_subject_standing) != Verdict::yes) {
    auto kept = keep_standing(read.record, present ? present->record : "");
    if (!kept) return {kept.error()};
    read.record = std::move(kept).value();
  }
  if (!parts_.directory.has_room(claims_.bytes())) {
    return {Error{"directory_full", ErrorClass::retry, "", "the directory takes all the memory that it may"}};
  }
  created = !present;
  note_standing(item, present ? present->record : "{}", read.record);
  record = record_of(item, std::move(read.record));
  return {};
}

void DirectoryDesk::put(const Item& item, std::string_view body, DeskDone done) {
  if (auto status = may_write(item, false); !status) {
    note_refusal(item, status.error());
    return refuse(done, {status.error()});
  }
  auto read = read_directory_record(item.type, item.id, body);
  if (!read) return refuse(done, {read.error()});
  auto claim = claims_.claim(key_of(item), item.wanted.any(), bytes_of(read->record));
  if (claim == nullptr) return refuse(done, {overtaken()});
  log::Record record;
  bool created = false;
  auto faults = decide(item, std::move(read).value(), record, created);
  if (!faults.empty()) return refuse(done, std::move(faults));
  append(item, std::move(record), created, holding(std::move(claim), std::move(done)));
}

void DirectoryDesk::remove(const Item& item, DeskDone done) {
  if (auto status = may_write(item, true); !status) {
    note_refusal(item, status.error());
    return refuse(done, {status.error()});
  }
  auto claim = claims_.claim(key_of(item), item.wanted.any(), 0);
  if (claim == nullptr) return refuse(done, {overtaken()});
  const auto present = parts_.directory.find(item.who.tenant, item.type, item.id);
  if (!present) return refuse(done, {not_found()});
  if (auto status = check(item.wanted, present); !status) return refuse(done, {status.error()});
  note_standing(item, present->record, "{}");
  note_removal(item);
  append(item, record_of(item, std::nullopt), false, holding(std::move(claim), std::move(done)));
}

Result<DirectoryEntry> DirectoryDesk::get(const Item& item) const {
  const Action action = actions_on(item.type).read;
  // Who never may hears so whatever the id.
  if (sight(item.who, action) == access::Sight::none) return told(Verdict::never).error();
  auto entry = parts_.directory.find(item.who.tenant, item.type, item.id);
  if (!entry) return not_found();
  const bool subject = item.type == DirectoryType::subject;
  const access::Target target{subject ? std::string_view{item.id} : std::string_view{},
                              processors::read_fields(entry->record).department};
  if (auto status = told(may(item.who, action, target)); !status) return status.error();
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

log::Record DirectoryDesk::record_of(const Item& item, std::optional<std::string> record) const {
  return to_record({item.who.tenant, item.type, item.id, std::move(record)}, default_source(item.who.caller()), item.who.actor,
                   parts_.wall.now(), parts_.log.partitions());
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
      answer.faults.push_back(not_read_back());
    } else if (auto entry = parts_.directory.find(item.who.tenant, item.type, item.id)) {
      answer.entry = std::move(*entry);
    }
    done(std::move(answer));
  });
}

}  // namespace muster::ingest
