#include "tests/bench/bare_scan.h"

#include <rocksdb/db.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "schemas/topics.h"
#include "tests/bench/measure.h"

namespace muster::bench {
namespace {

bool is_folded(const std::string& family) {
  for (const Topic topic : kFoldedTopics) {
    if (family.starts_with(std::string(spec(topic).name) + "/")) return true;
  }
  return false;
}

void need(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

void scan(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, Scanned& scanned) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(options, family));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ++scanned.records;
    scanned.bytes += it->key().size() + it->value().size();
  }
  need(it->status());
}

}  // namespace

Scanned bare_scan(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  need(rocksdb::DB::ListColumnFamilies({}, folder.string(), &names));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions{});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  need(rocksdb::DB::OpenForReadOnly({}, folder.string(), families, &handles, &opened));
  const std::unique_ptr<rocksdb::DB> db(opened);
  Scanned scanned;
  const double cpu = cpu_seconds();
  const double begin = seconds_now();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_folded(names[i])) scan(*db, handles[i], scanned);
  }
  scanned.seconds = seconds_now() - begin;
  scanned.cpu_seconds = cpu_seconds() - cpu;
  for (auto* handle : handles) need(db->DestroyColumnFamilyHandle(handle));
  return scanned;
}

}  // namespace muster::bench
