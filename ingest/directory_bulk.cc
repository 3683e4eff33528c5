#include <unordered_set>
#include <utility>

#include "ingest/directory_desk.h"
#include "ingest/door.h"
#include "ingest/record_writer.h"

namespace muster::ingest {

// A body on its way: what became of each of its items, and where the appended ones stand among them.
struct DirectoryDesk::Bulk {
  Item of;
  BulkAnswer answer;
  std::vector<std::size_t> appended;
  std::vector<std::shared_ptr<void>> claims;
  BulkDone done;
};

void DirectoryDesk::put_all(const Item& of, std::string_view body, BulkDone done) {
  auto bulk = std::make_shared<Bulk>(Bulk{{of.who, of.type, {}, {}, of.request_id, of.address}, {}, {}, {}, std::move(done)});
  // What the role never may is refused whatever the body is.
  if (auto status = may_write(of, false); !status && status.error().code == "forbidden") {
    note_refusal(of, status.error());
    bulk->answer.problem = status.error();
    return bulk->done(std::move(bulk->answer));
  }
  auto read = read_directory_records(of.type, body);
  if (!read) {
    bulk->answer.problem = read.error();
    return bulk->done(std::move(bulk->answer));
  }
  bulk->answer.list = read->list;
  std::vector<log::Record> batch;
  std::unordered_set<std::string> made;
  bool noted = false;  // on record: once a call
  for (RecordRead& one : read->items) {
    BulkItem& answer = bulk->answer.items.emplace_back();
    answer.id = one.id;
    const Item item{of.who, of.type, one.id, {}, of.request_id, of.address};
    auto claim = claims_.claim(key_of(item), false, bytes_of(one.record));
    log::Record record;
    if (auto status = may_write(item, false); !status) {
      if (!std::exchange(noted, true)) note_refusal(item, status.error());
      // A body that names somebody else, not a path (api/access/may.h).
      answer.faults = {Error{"forbidden", ErrorClass::refused, "", "not for this role, or not about this subject"}};
    } else {
      answer.faults = decide(item, std::move(one), record, answer.created);
    }
    if (!answer.faults.empty()) continue;
    if (answer.created && !made.insert(answer.id).second) answer.created = false;
    bulk->claims.push_back(std::move(claim));
    bulk->appended.push_back(bulk->answer.items.size() - 1);
    batch.push_back(std::move(record));
  }
  if (batch.empty()) return bulk->done(std::move(bulk->answer));
  parts_.log.append(std::move(batch), [this, bulk](const std::vector<Result<log::Position>>& results) { appended(bulk, results); });
}

void DirectoryDesk::appended(const std::shared_ptr<Bulk>& bulk, const std::vector<Result<log::Position>>& results) const {
  std::vector<log::Position> positions;
  for (std::size_t i = 0; i < results.size(); ++i) {
    BulkItem& item = bulk->answer.items[bulk->appended[i]];
    if (results[i].ok()) {
      item.position = *results[i];
      positions.push_back(*results[i]);
    } else {
      item.faults = {told_of_append(results[i].error())};
    }
  }
  if (positions.empty()) return bulk->done(std::move(bulk->answer));
  bulk->answer.positions = processors::encode_positions(parts_.log.epoch(), positions);
  parts_.progress.wait(std::move(positions), parts_.monotonic.now() + parts_.read_back_within,
                       [this, bulk](bool seen) { read_back(bulk, seen); });
}

void DirectoryDesk::read_back(const std::shared_ptr<Bulk>& bulk, bool seen) const {
  for (const std::size_t index : bulk->appended) {
    BulkItem& item = bulk->answer.items[index];
    if (!item.position) continue;
    if (!seen) {
      item.faults = {not_read_back()};
    } else if (const auto entry = parts_.directory.find(bulk->of.who.tenant, bulk->of.type, item.id)) {
      item.etag = etag_of(*entry);
    }
  }
  bulk->claims.clear();
  bulk->done(std::move(bulk->answer));
}

}  // namespace muster::ingest
