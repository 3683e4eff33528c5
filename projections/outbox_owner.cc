#include "projections/outbox_owner.h"

namespace muster::projections {
namespace {

// "IDENTITY LINEAGE"
std::string lineage_under(const std::string& identity, const std::string& owner) {
  return owner.starts_with(identity + " ") ? owner.substr(identity.size() + 1) : std::string();
}

std::string stored(const Store& store, keys::Partition p) {
  return store.snapshot()->get(Family::meta, keys::outbox_owner(p)).value_or("");
}

}  // namespace

bool owns_outbox(const Store& store, keys::Partition p) { return !lineage_under(store.identity(), stored(store, p)).empty(); }

std::string outbox_lineage(const Store& store, keys::Partition p) {
  const std::string lineage = lineage_under(store.identity(), stored(store, p));
  return lineage.empty() ? store.identity() : lineage;
}

void own_outbox(Batch& batch, const Store& store, keys::Partition p, const std::string& lineage) {
  batch.put(Family::meta, keys::outbox_owner(p), store.identity() + " " + lineage);
}

}  // namespace muster::projections
