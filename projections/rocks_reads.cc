#include <memory>

#include "projections/rocks_parts.h"

namespace muster::projections {
namespace {

rocksdb::Slice slice(std::string_view s) { return {s.data(), s.size()}; }
std::string_view view(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

}  // namespace

void RocksBatch::put(Family f, std::string_view key, std::string_view value) {
  writes.Put(handles_[index_of(f)], slice(key), slice(value));
}

void RocksBatch::erase(Family f, std::string_view key) { writes.Delete(handles_[index_of(f)], slice(key)); }

void RocksBatch::add(Family f, std::string_view key, std::string_view edges) {
  writes.Merge(handles_[index_of(f)], slice(key), slice(edges));
}

RocksReads::RocksReads(rocksdb::DB& db, const Handles& handles, const std::string& folder,
                       const rocksdb::Snapshot* snapshot)
    : db_(db), handles_(handles), folder_(folder) {
  options_.snapshot = snapshot;
}

RocksReads::~RocksReads() {
  if (options_.snapshot != nullptr) db_.ReleaseSnapshot(options_.snapshot);
}

void RocksReads::check(const rocksdb::Status& status) const {
  if (!status.ok()) throw ReadFailure(rocks_error(status, folder_));
}

std::optional<std::string> RocksReads::get(Family f, std::string_view key) const {
  ++keys_read_;
  std::string value;
  const rocksdb::Status status = db_.Get(options_, handles_[index_of(f)], slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  check(status);
  if (holds_edges(f) && value.empty()) return std::nullopt;
  return value;
}

bool RocksReads::show(Family f, const rocksdb::Iterator& at, const Visit& visit) const {
  ++keys_read_;
  return (holds_edges(f) && at.value().empty()) || visit(view(at.key()), view(at.value()));
}

void RocksReads::scan(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  rocksdb::ReadOptions options = options_;
  const rocksdb::Slice end = slice(to);
  if (!to.empty()) options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> at(db_.NewIterator(options, handles_[index_of(f)]));
  for (at->Seek(slice(from)); at->Valid(); at->Next()) {
    if (!show(f, *at, visit)) return;
  }
  check(at->status());
}

void RocksReads::scan_back(Family f, std::string_view from, std::string_view to, const Visit& visit) const {
  rocksdb::ReadOptions options = options_;
  const rocksdb::Slice begin = slice(from), end = slice(to);
  options.iterate_lower_bound = &begin;
  if (!to.empty()) options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> at(db_.NewIterator(options, handles_[index_of(f)]));
  for (at->SeekToLast(); at->Valid(); at->Prev()) {
    if (!show(f, *at, visit)) return;
  }
  check(at->status());
}

}  // namespace muster::projections
