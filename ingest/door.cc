#include "ingest/door.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "api/access/may.h"
#include "ingest/on_record.h"
#include "processors/progress.h"

namespace muster::ingest {
namespace {

void refuse(ItemAnswer& answer, std::vector<Error> faults) {
  answer.problem = faults.front();
  answer.faults = std::move(faults);
}

struct SessionNamed {
  SessionId operator()(const CheckIn& c) const { return c.session_id; }
  SessionId operator()(const Ping& p) const { return p.session_id; }
  SessionId operator()(const Location& l) const { return l.session_id; }
  SessionId operator()(const CheckOut& c) const {
    const auto* session = std::get_if<SessionId>(&c.selector);
    return session != nullptr ? *session : SessionId{};
  }
  SessionId operator()(const Amendment& a) const { return a.session_id; }
  SessionId operator()(const Review& r) const { return r.session_id; }
  SessionId operator()(const DirectoryChange&) const { return {}; }
};

Error too_large(const std::string& pointer, std::size_t most) {
  return Error{"record_too_large", ErrorClass::refused, pointer, fmt::format("an event has at most {} bytes", most)};
}

// By their own calls; of corrections the api has seen to it.
bool never_writes(const WriteRequest& request) {
  if (!request.body.named.empty()) return false;
  const auto never = [&](access::Action what) { return sight(request.who, what) == access::Sight::none; };
  return never(access::Action::write_events) && (request.body.call != Call::events || never(access::Action::write_any_event));
}

Error not_written(const Error& fault, const ItemAnswer& item) {
  Error told = told_of_append(fault);
  if (told.cls == ErrorClass::unknown_outcome) {
    told.hint = fmt::format("it may have been written: retry with the same id or Idempotency-Key (event {})",
                            item.event_id.str());
  }
  return told;
}

}  // namespace

// A write whose records are on their way.
struct Door::Pending {
  access::Principal who;
  WriteAnswer answer;
  std::vector<std::size_t> appended;  // item of each record
  std::optional<std::chrono::nanoseconds> deadline;
  std::optional<access::AuditEntry> closing;  // goes on record once the log has it
  WriteDone done;
};

Door::Door(Parts parts, DoorLimits limits)
    : parts_(std::move(parts)),
      limits_(limits),
      decider_(parts_.directory, parts_.policies, parts_.times != nullptr ? *parts_.times : own_times_, limits.clock, limits.check_ins_per_day) {}

void Door::write(const WriteRequest& request, WriteDone done) {
  auto pending = std::make_shared<Pending>();
  pending->who = request.who;
  pending->done = std::move(done);
  if (request.wait && parts_.projected) pending->deadline = parts_.monotonic.now() + *request.wait;

  const bool replay = may(request.who, access::Action::write_any_event) == access::Verdict::yes;
  if (never_writes(request)) {  // whatever the body is
    parts_.audit.note(refusal_of(request));
    pending->answer.problem = Error{"forbidden", ErrorClass::refused, "", "this role writes no events here"};
    return pending->done(std::move(pending->answer));
  }
  auto batch = read_body(request.body, {replay, request.idempotency_key.empty(), limits_.max_items});
  if (!batch) {
    pending->answer.problem = batch.error();
    return pending->done(std::move(pending->answer));
  }
  pending->answer.list = batch->list;
  auto records = decide(request, replay, *batch, *pending);
  append(std::move(pending), std::move(records));
}

std::vector<log::Record> Door::decide(const WriteRequest& request, bool replay, Batch& batch, Pending& pending) {
  const std::string caller = request.who.caller();
  const auto& named = request.body.named;
  Circumstances about{request.who, parts_.wall.now(), default_source(caller), request.traceparent,
                      IdBasis{caller, request.method, path_of(request.body.call), request.idempotency_key}, !named.empty(),
                      request.body.call == Call::events && replay};
  std::vector<log::Record> records;
  records.reserve(batch.drafts.size());
  pending.answer.items.resize(batch.drafts.size());
  for (std::size_t i = 0; i < batch.drafts.size(); ++i) {
    Draft& draft = batch.drafts[i];
    ItemAnswer& item = pending.answer.items[i];
    const std::string path = named.empty() ? std::string{} : path_of(request.body.call, named[i].session);
    if (!named.empty()) about.ids.path = path;
    if (!decider_.decide(draft, about, named.empty() ? i : 0, item.retry_safe)) {
      refuse(item, std::move(draft.faults));
      if (item.problem->code == "rate_limited") pending.answer.retry_after = DailyCap::until_next(about.now);
      continue;
    }
    log::Record record = to_record(draft.event, parts_.log.partitions());
    if (record.value->size() > limits_.max_event_bytes) {
      refuse(item, {too_large(draft.pointer, limits_.max_event_bytes)});
      continue;
    }
    item.event_id = draft.event.env.id;
    item.session_id = std::visit(SessionNamed{}, draft.event.data);
    item.event = std::move(draft.event);
    records.push_back(std::move(record));
    pending.appended.push_back(i);
  }
  if (auto refusal = refusal_in(request, pending.answer)) parts_.audit.note(std::move(*refusal));
  pending.closing = closing_in(request, pending.answer);
  return records;
}

void Door::append(std::shared_ptr<Pending> pending, std::vector<log::Record> records) {
  if (records.empty()) return acknowledged(pending, {});
  parts_.log.append(std::move(records), [this, pending](std::vector<Result<log::Position>> results) {
    acknowledged(pending, results);
  });
}

void Door::acknowledged(const std::shared_ptr<Pending>& pending, const std::vector<Result<log::Position>>& results) {
  WriteAnswer& answer = pending->answer;
  std::vector<log::Position> positions;
  for (std::size_t i = 0; i < results.size(); ++i) {
    ItemAnswer& item = answer.items[pending->appended[i]];
    if (results[i]) {
      item.position = *results[i];
      positions.push_back(*results[i]);
    } else {
      refuse(item, {not_written(results[i].error(), item)});
    }
  }
  answer.positions = processors::encode_positions(parts_.log.epoch(), positions);
  if (!pending->deadline || positions.empty()) {
    note_closing(*pending);
    return pending->done(std::move(answer));
  }
  parts_.projected(pending->who.tenant, std::move(answer.items), *pending->deadline,
                   [this, pending](bool seen, std::vector<ItemAnswer> items) {
                     pending->answer.items = std::move(items);
                     note_closing(*pending);
                     hide_unreadable(*pending);
                     pending->answer.seen = seen;
                     pending->done(std::move(pending->answer));
                   });
}

void Door::note_closing(Pending& pending) const {
  if (pending.closing && count_closed(pending.answer, *pending.closing)) parts_.audit.note(std::move(*pending.closing));
}

// Who writes for somebody learns what became of it; what is there already, who may read it.
void Door::hide_unreadable(Pending& pending) const {
  for (ItemAnswer& item : pending.answer.items) {
    const SubjectId& subject = item.event.env.subject;
    if (may(pending.who, access::Action::read_subject, subject, parts_.directory) != access::Verdict::yes) item.session.reset();
  }
}

}  // namespace muster::ingest
