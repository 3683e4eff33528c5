#include "api/dialects/backend.h"

#include "api/dialects/awaited.h"
#include "api/written.h"
#include "processors/record_fields.h"

namespace muster::api::dialects {
namespace {

constexpr std::chrono::seconds kWait{10};

Error not_seen() {
  return {"wait_timeout", ErrorClass::retry, "", "It is written, and was not read back in time."};
}

Status status_of(const std::vector<Error>& faults) { return faults.empty() ? Status(Done{}) : Status(faults.front()); }

}  // namespace

std::string Person::name_or(std::string_view fallback) const {
  if (!first_name.empty() && !last_name.empty()) return first_name + " " + last_name;
  for (const std::string* name : {&first_name, &last_name, &display_name, &login}) {
    if (!name->empty()) return *name;
  }
  return std::string(fallback);
}

SessionId next_number(const Look& look, const SubjectId& subject, std::string_view kind) {
  const SessionId next{number_from({look.next(subject, kind)})};
  return look.spent(subject, next) ? SessionId{fresh_number()} : next;
}

Result<Written> Backend::write(const access::Principal& who, ingest::Call call, const Json& item, const ingest::Named& named,
                               const Origin& from) {
  const std::string text = item.dump(-1, ' ', false, Json::error_handler_t::replace);
  ingest::Body body{call, "application/json", text, {}, {}};
  if (!named.session.empty()) body.named.push_back(named);
  return write(who, body, from);
}

void Backend::send(const access::Principal& who, ingest::Call call, const Json& item) {
  const std::string text = item.dump(-1, ' ', false, Json::error_handler_t::replace);
  ingest::WriteRequest request;
  request.who = who;
  request.body = ingest::Body{call, "application/json", text, {}, {}};
  door_.write(request, [](const ingest::WriteAnswer&) {});
}

Result<Written> Backend::write_imported(const access::Principal& who, std::string_view type, const SubjectId& subject,
                                        Timestamp time, const Json& data) {
  access::Principal importer = who;
  importer.roles = {access::Role::replay};
  const Json event{{"specversion", "1.0"},          {"type", type},    {"subject", subject.str()},
                   {"time", format_rfc3339(time)},  {"imported", true}, {"data", data}};
  const std::string text = event.dump(-1, ' ', false, Json::error_handler_t::replace);
  return write(importer, ingest::Body{ingest::Call::events, "application/cloudevents+json", text, {}, {}});
}

Result<Written> Backend::write(const access::Principal& who, const ingest::Body& body, const Origin& from) {
  ingest::WriteRequest request;
  request.who = who;
  request.request_id = from.request_id;
  request.address = from.address;
  request.body = body;
  request.wait = kWait;
  const auto awaited = std::make_shared<Awaited<ingest::WriteAnswer>>();
  door_.write(request, [awaited](ingest::WriteAnswer answer) { awaited->give(std::move(answer)); });
  auto answer = awaited->take();
  if (!answer) return not_seen();
  if (answer->problem) return *answer->problem;
  ingest::ItemAnswer& item = answer->items.front();
  if (item.problem) return *item.problem;
  if (!answer->seen || !item.outcome) return not_seen();
  return Written{std::move(item.event), std::move(*item.outcome)};
}

Status Backend::catch_up(const Tenant& tenant, const SubjectId& subject) const {
  const auto store = services_.store.get();
  const log::Partition partition = projections::partition_of(*store->latest(), tenant, subject);
  auto written = written_by_now(services_.log, {partition});
  if (!written) return written.error();
  const auto awaited = std::make_shared<Awaited<bool>>();
  services_.progress.wait(std::move(written).value(), services_.monotonic.now() + kWait, [awaited](bool read) { awaited->give(read); });
  if (awaited->take().value_or(false)) return Done{};
  return Error{"wait_timeout", ErrorClass::retry, "", "What is in the log is not read yet: ask again."};
}

Status Backend::put(const access::Principal& who, DirectoryType type, const std::string& id, const Json& record, const Origin& from) {
  const auto awaited = std::make_shared<Awaited<Status>>();
  desk_.put({who, type, id, {}, from.request_id, from.address}, record.dump(-1, ' ', false, Json::error_handler_t::replace),
            [awaited](const ingest::DeskAnswer& answer) { awaited->give(status_of(answer.faults)); });
  return awaited->take().value_or(not_seen());
}

Status Backend::put_all(const access::Principal& who, DirectoryType type, const Records& records, const Origin& from) {
  if (records.empty()) return Done{};
  Json body = Json::array();
  for (const auto& [id, record] : records) body.emplace_back(record)[std::string(processors::id_field(type))] = id;
  const auto awaited = std::make_shared<Awaited<Status>>();
  desk_.put_all({who, type, {}, {}, from.request_id, from.address}, body.dump(-1, ' ', false, Json::error_handler_t::replace), [awaited](const ingest::BulkAnswer& answer) {
    Status status = answer.problem ? Status(*answer.problem) : Status(Done{});
    for (const ingest::BulkItem& item : answer.items) {
      if (status) status = status_of(item.faults);
    }
    awaited->give(std::move(status));
  });
  return awaited->take().value_or(not_seen());
}

Status Backend::remove(const access::Principal& who, DirectoryType type, const std::string& id, const Origin& from) {
  const auto awaited = std::make_shared<Awaited<Status>>();
  desk_.remove({who, type, id, {}, from.request_id, from.address}, [awaited](const ingest::DeskAnswer& answer) { awaited->give(status_of(answer.faults)); });
  return awaited->take().value_or(not_seen());
}

std::optional<Json> Backend::record(const Tenant& tenant, DirectoryType type, std::string_view id) const {
  const auto entry = services_.directory.find(tenant, type, id);
  if (!entry) return std::nullopt;
  Json record = Json::parse(entry->record, nullptr, false);
  return record.is_object() ? std::move(record) : Json::object();
}

Person Backend::person(const Tenant& tenant, const SubjectId& subject) const {
  Person person;
  const auto entry = services_.directory.find(tenant, DirectoryType::subject, subject.view());
  if (!entry) return person;
  const processors::RecordFields fields = processors::read_fields(entry->record);
  person.first_name = fields.first_name;
  person.last_name = fields.last_name;
  person.display_name = fields.display_name;
  person.email = fields.email;
  person.phone = fields.phone;
  person.login = fields.login;
  person.role = fields.role;
  person.department = fields.department;
  if (Json record = Json::parse(entry->record, nullptr, false); record.is_object()) person.record = std::move(record);
  return person;
}

access::Verdict Backend::may(const access::Principal& who, access::Action action, const SubjectId& subject) const {
  return access::may(who, action, subject, services_.directory);
}

}  // namespace muster::api::dialects
