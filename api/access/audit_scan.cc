#include "api/access/audit_scan.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "schemas/ids.h"

namespace muster::access {
namespace {

constexpr std::chrono::seconds kScanAtMost{10};  // without a record
constexpr std::chrono::milliseconds kLook{2};
constexpr std::size_t kRecords = 512;  // of one poll
constexpr log::Offset kLookBack = 4096;

}  // namespace

Status scan_audit(log::EventLog& log, log::Partition partition, log::Offset from, log::Offset to,
                  const std::function<bool(const ScannedRecord&)>& each) {
  if (from >= to) return Done{};
  const auto reader = log.read(Topic::audit, partition, from);
  if (!reader.ok()) return reader.error();
  bool wanted = true;
  auto seen = std::chrono::steady_clock::now();
  while (wanted && (*reader)->position() < to) {
    const auto read = (*reader)->poll(kRecords, [&](const log::RecordView& record) {
      if (!wanted || record.offset >= to) return;
      wanted = each({{record.topic, record.partition, record.offset}, record.value});
    });
    if (!read.ok()) return read.error();
    const auto now = std::chrono::steady_clock::now();
    if (*read > 0) {
      seen = now;
    } else if ((*reader)->at_end() && (*reader)->position() >= to) {
      break;
    } else if (now - seen > kScanAtMost) {
      return Error{"log_unavailable", ErrorClass::retry, "", "the log does not hand out the audit just now"};
    } else {
      std::this_thread::sleep_for(kLook);  // a broker is on its way
    }
  }
  return Done{};
}

Result<std::optional<LastRecord>> last_audit_record(log::EventLog& log, const Tenant& tenant) {
  const log::Partition partition = partition_of(audit_key(tenant), log.partitions());
  const auto start = log.log_start(Topic::audit, partition);
  if (!start.ok()) return start.error();
  const auto end = log.end_offset(Topic::audit, partition);
  if (!end.ok()) return end.error();
  std::optional<LastRecord> last;
  const auto scanned = scan_audit(log, partition, std::max(*start, *end - kLookBack), *end, [&](const ScannedRecord& record) {
    const auto entry = decode_audit(record.bytes);
    if (entry.ok() && entry->entry.tenant == tenant) last = LastRecord{entry->link, digest(record.bytes)};
    return true;
  });
  if (!scanned.ok()) return scanned.error();
  return last;
}

}  // namespace muster::access
