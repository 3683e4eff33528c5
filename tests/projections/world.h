// A store with sessions in it, indexed as keys.h says, without a fold: tests say how each one is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/memory_store.h"
#include "projections/queries.h"

namespace muster::projections {

inline const Timestamp kNow = from_ms(1'795'000'000'000);  // 2026-11-18T11:06:40Z

inline Timestamp minutes_ago(std::int64_t m) { return kNow - std::chrono::minutes{m}; }

inline std::string numbered(std::string name, int i) { return name += std::to_string(i); }

struct Voucher {
  Timestamp t;
  Duration next_ping{std::chrono::seconds{60}};
  Duration grace{std::chrono::seconds{5}};
  std::string activity{};
  Kind kind{};  // empty: a ping
};

class World {
 public:
  World();

  static SessionRow row(const std::string& subject, const std::string& id, const std::string& kind, Timestamp start,
                        std::optional<Timestamp> end = {});

  // Liveness under an id; before the sessions that it vouches for are put.
  void vouch(const std::string& subject, const std::string& id, const Voucher& v);
  void see(const std::string& subject, const std::string& id, Timestamp t);
  // Row, ids, indexes and hours.
  void put(const SessionRow& row);

  std::unique_ptr<Reads> reads() const { return store.snapshot(); }
  keys::Scope scope(const std::string& subject) const { return keys::scope(0, tenant, SubjectId(subject)); }

  const Tenant tenant{"acme"};
  MemoryStore store;

 private:
  void commit(std::unique_ptr<Batch> batch);
  void change_day(const std::string& subject, const std::string& id, Day day,
                  const std::function<void(DayLiveness&)>& change);
  void index(Batch& batch, const SessionRow& row, const Vouched& by);
  void roll_up(Batch& batch, const SessionRow& row, const Vouched& by);
};

}  // namespace muster::projections
