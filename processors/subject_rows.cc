#include "processors/subject_rows.h"

#include <utility>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;
using projections::SessionRow;

namespace {

constexpr std::size_t kHeld = 16;           // ids of a subject, beyond a flush
constexpr std::size_t kEntryBytes = 256;    // of an id with its map node, about
constexpr std::size_t kRowBytes = 2 * 1024;  // of a row

}  // namespace

// A session's own row is the usual case, and one read.
IdStands SubjectRows::load(const SessionId& id) const {
  IdStands found;
  if (const auto bytes = committed_.get(Family::sessions, keys::session(name_.scope, id))) {
    found.row = std::make_shared<const SessionRow>(projections::or_fail(projections::decode_session(*bytes)));
  } else if (const auto owner = committed_.get(Family::ids, keys::id(name_.tenant, id, name_.id))) {
    found.alias_of = projections::or_fail(projections::decode_id_owner(*owner)).alias_of;
  }
  return found;
}

SubjectRows::Entry& SubjectRows::entry(const SessionId& id) {
  const auto it = entries_.find(id);
  if (it != entries_.end()) return it->second;
  return entries_.emplace(id, Entry{load(id), {}, false, {}}).first->second;
}

const IdStands& SubjectRows::stored(const SessionId& id) {
  const Entry& e = entry(id);
  return e.changed ? e.stored : e.now;
}

RowPtr SubjectRows::session(const SessionId& id) {
  const IdStands& stands = now(id);
  return stands.alias_of ? now(*stands.alias_of).row : stands.row;
}

void SubjectRows::put(const SessionId& id, IdStands now) {
  Entry& e = entry(id);
  if (e.now == now) return;
  if (!std::exchange(e.changed, true)) {
    e.stored = std::move(e.now);
    changed_.push_back(id);
  }
  e.now = std::move(now);
}

bool SubjectRows::listed(const SessionRow& stored) {
  Entry& e = entry(stored.id);
  if (!e.listed) {
    const std::string own = keys::active_of_subject(name_.tenant, name_.id) +
                            keys::own_key(projections::shown_start(stored), stored.id);
    e.listed = committed_.get(Family::active, own).has_value();
  }
  return *e.listed;
}

void SubjectRows::write_to(projections::Batch& batch) {
  for (const SessionId& id : changed_) {
    const Entry& e = entries_.find(id)->second;
    if (e.now.row && (!e.stored.row || *e.now.row != *e.stored.row)) {
      batch.put(Family::sessions, keys::session(name_.scope, id), projections::encode(*e.now.row));
    } else if (!e.now.row && e.stored.row) {
      batch.erase(Family::sessions, keys::session(name_.scope, id));
    }
    if (e.now.for_something() == e.stored.for_something() && e.now.alias_of == e.stored.alias_of) continue;
    const std::string key = keys::id(name_.tenant, id, name_.id);
    if (e.now.for_something()) {
      batch.put(Family::ids, key, projections::encode(projections::IdOwner{name_.partition, e.now.alias_of}));
    } else {
      batch.erase(Family::ids, key);
    }
  }
}

void SubjectRows::flushed() {
  for (const SessionId& id : changed_) {
    Entry& e = entries_.find(id)->second;
    e.changed = false;
    e.stored = {};
  }
  changed_.clear();
  if (entries_.size() <= kHeld) return;
  std::erase_if(entries_, [](const auto& e) { return !e.second.now.row || e.second.now.row->end; });
  if (entries_.size() > 4 * kHeld) entries_.clear();
}

std::size_t SubjectRows::bytes() const { return entries_.size() * (kEntryBytes + kRowBytes); }

}  // namespace muster::processors
