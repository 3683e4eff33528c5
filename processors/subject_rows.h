// The sessions of one subject, held decoded: what its ids stand for, as it is now and as the store has
// it. Encoded only when it is flushed. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ingest/log/log.h"
#include "projections/keys.h"
#include "projections/kv.h"
#include "projections/rows.h"

namespace muster::processors {

// Whose rows: what all keys of a subject are built of.
struct SubjectName {
  Tenant tenant;
  SubjectId id;
  log::Partition partition = 0;
  projections::keys::Scope scope;
};

using RowPtr = std::shared_ptr<const projections::SessionRow>;

// A session of its own, an alias of another one, or neither.
struct IdStands {
  RowPtr row;
  std::optional<SessionId> alias_of;

  bool for_something() const { return row != nullptr || alias_of.has_value(); }
  friend bool operator==(const IdStands& a, const IdStands& b) {
    return a.alias_of == b.alias_of && (a.row == b.row || (a.row && b.row && *a.row == *b.row));
  }
};

class SubjectRows {
 public:
  // Both outlive this.
  SubjectRows(const projections::Reads& committed, const SubjectName& name) : committed_(committed), name_(name) {}

  // References are good until the next flushed().
  const IdStands& now(const SessionId& id) { return entry(id).now; }
  const IdStands& stored(const SessionId& id);
  // The session that the id names or is an alias of; null if there is none.
  RowPtr session(const SessionId& id);

  void put(const SessionId& id, IdStands now);
  // Ids whose put() differed, each once.
  const std::vector<SessionId>& changed() const { return changed_; }

  // Whether the session whose stored row is given stands in the active indexes.
  bool listed(const projections::SessionRow& stored);
  void set_listed(const SessionId& id, bool listed) { entry(id).listed = listed; }

  void write_to(projections::Batch& batch);
  void flushed();  // what is held is what is stored; what nobody may ask for soon is held no more
  std::size_t bytes() const;

 private:
  struct Entry {
    IdStands now;
    IdStands stored;  // where changed
    bool changed = false;
    std::optional<bool> listed;
  };
  Entry& entry(const SessionId& id);
  IdStands load(const SessionId& id) const;

  const projections::Reads& committed_;
  const SubjectName& name_;
  std::map<SessionId, Entry> entries_;
  std::vector<SessionId> changed_;
};

}  // namespace muster::processors
