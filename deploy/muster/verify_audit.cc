#include "deploy/muster/verify_audit.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/access/audit_chain.h"
#include "api/access/audit_scan.h"
#include "deploy/muster/command.h"
#include "ingest/log/log_errors.h"
#include "schemas/topics.h"

namespace muster::deploy {
namespace {

using access::AuditCheck;
using access::AuditFault;
using Json = nlohmann::ordered_json;

Status each_record(log::EventLog& log, const std::function<void(const access::ScannedRecord&)>& each) {
  for (log::Partition partition = 0; partition < log.partitions(); ++partition) {
    const auto start = log.log_start(Topic::audit, partition);
    if (!start.ok()) return start.error();
    const auto end = log.end_offset(Topic::audit, partition);
    if (!end.ok()) return end.error();
    const auto scanned = access::scan_audit(log, partition, *start, *end, [&](const access::ScannedRecord& record) {
      each(record);
      return true;
    });
    if (!scanned.ok()) return scanned.error();
  }
  return Done{};
}

std::string place_of(const log::Position& position) {
  return fmt::format("{}:{}:{}", spec(position.topic).name, position.partition, position.offset);
}

std::string entry_of(const AuditFault& fault) {
  if (fault.first.chain.empty()) return "";
  const std::string from = fmt::format("{}/{}:{}", fault.tenant.view(), log::sanitised(fault.first.chain), fault.first.seq);
  return fault.first == fault.last ? from : fmt::format("{} to {}", from, fault.last.seq);
}

void print(const AuditCheck& check) {
  fmt::print("{} entries of the audit: {} faults\n", check.entries(), check.faulty());
  for (const AuditFault& fault : check.faults()) fmt::print("{:<11} {}  {}\n", name_of(fault.what), entry_of(fault), fault.where);
  for (const auto& head : check.heads()) {
    fmt::print("head        {}/{}:{}  {}\n", head.tenant.view(), log::sanitised(head.link.chain), head.link.seq, head.digest);
  }
}

void print_json(const AuditCheck& check) {
  Json faults = Json::array(), heads = Json::array();
  for (const AuditFault& fault : check.faults()) {
    faults.push_back({{"fault", name_of(fault.what)}, {"tenant", fault.tenant.str()}, {"chain", fault.first.chain},
                      {"first_seq", fault.first.seq}, {"last_seq", fault.last.seq}, {"shown_at", fault.where}});
  }
  for (const auto& head : check.heads()) {
    heads.push_back({{"tenant", head.tenant.str()}, {"chain", head.link.chain}, {"seq", head.link.seq}, {"digest", head.digest}});
  }
  const Json json{{"entries", check.entries()}, {"faulty", check.faulty()}, {"faults", faults}, {"heads", heads}};
  fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

int verify_audit(log::EventLog& log, const std::string& head, bool json) {
  AuditCheck check;
  check.look_for(head);
  auto read = each_record(log, [&](const access::ScannedRecord& record) { check.expect(record.bytes); });
  if (read.ok()) {
    read = each_record(log, [&](const access::ScannedRecord& record) { check.check(record.bytes, place_of(record.position)); });
  }
  if (!read.ok()) return fail(read.error());
  check.finish();
  json ? print_json(check) : print(check);
  const bool head_is_there = head.empty() || check.saw(head);
  if (!head_is_there) fail({"not_found", ErrorClass::refused, "--head", "no entry has this digest: it is altered, or dropped"});
  return check.faulty() == 0 && head_is_there ? kDone : kRefused;
}

}  // namespace muster::deploy
