#include "processors/verify.h"

#include <algorithm>
#include <utility>

#include "processors/engine.h"
#include "projections/codec.h"
#include "projections/family.h"
#include "projections/memory_store.h"
#include "projections/queries.h"
#include "schemas/codec.h"

namespace muster::processors {

namespace keys = projections::keys;
using keys::OwnedScope;
using projections::Family;

namespace {

constexpr Family kOwned[] = {Family::sessions, Family::evidence, Family::liveness, Family::hours};
constexpr Family kIndexes[] = {Family::ids, Family::starts};
constexpr std::size_t kFlushEvery = 10'000;  // events
constexpr std::size_t kLocationKey = 16;     // time and hash: what follows the id, but for check-ins

// What check-ins vouched for is made anew.
projections::DayLiveness pings_of(std::string_view bytes) {
  auto day = projections::or_fail(projections::decode_day_liveness(bytes));
  for (auto it = day.lanes.begin(); it != day.lanes.end();) it = it->first.kind.empty() ? std::next(it) : day.lanes.erase(it);
  return day;
}

bool is_location(std::string_view after_scope) {
  const std::size_t end = after_scope.find('\0');
  return end != std::string_view::npos && after_scope.size() == end + 1 + kLocationKey;
}

// A store that holds what pings and locations left, and nothing else.
class Bench {
 public:
  Bench(const projections::Reads& stored, const OwnedScope& subject, std::string scope)
      : stored_(stored), scope_{std::move(scope)} {
    auto batch = store_.batch();
    seed_liveness(*batch);
    each(Family::seen, [&](std::string_view key, std::string_view value) { batch->add(Family::seen, key, value); });
    each(Family::trail, [&](std::string_view key, std::string_view value) {
      if (is_location(key.substr(scope_.bytes.size()))) batch->put(Family::trail, key, value);
    });
    commit(std::move(batch));
    engine_.emplace(store_, subject.partition);
  }

  // How many events were folded.
  std::uint64_t fold(Timestamp now) {
    std::uint64_t events = 0;
    each(Family::history, [&](std::string_view, std::string_view value) {
      add(projections::or_fail(projections::decode_history(value)));
      if (++events % kFlushEvery == 0) flush(now);
    });
    flush(now);
    return events;
  }

  std::unique_ptr<projections::Reads> made() const { return store_.snapshot(); }

 private:
  template <class Visit>
  void each(Family f, Visit visit) const {
    stored_.scan(f, scope_.bytes, projections::prefix_end(scope_.bytes), [&](std::string_view key, std::string_view value) {
      visit(key, value);
      return true;
    });
  }

  void seed_liveness(projections::Batch& batch) const {
    each(Family::liveness, [&](std::string_view key, std::string_view value) {
      const auto at = keys::parse_liveness(key.substr(scope_.bytes.size()));
      if (!at) return;
      const projections::DayLiveness pings = pings_of(value);
      if (pings == projections::DayLiveness{}) return;
      batch.put(Family::liveness, key, encode(pings));
      if (!pings.lanes.empty()) batch.put(Family::liveness, keys::alive(scope_, at->day, at->session), {});
    });
  }

  void add(const projections::HistoryRow& row) {
    if (!decoder_.decode(row.record, event_)) throw projections::ReadFailure(projections::corrupt_row("history"));
    const std::string key = record_key(event_);
    log::RecordView record;
    record.topic = topic_of(event_.data);
    record.partition = row.partition;
    record.offset = row.offset;
    record.timestamp = event_.env.ingesttime;
    record.key = key;
    record.value = row.record;
    engine_->add(record, event_);
  }

  void flush(Timestamp now) {
    engine_->settle();
    auto batch = store_.batch();
    engine_->flush(*batch, now, nullptr);
    commit(std::move(batch));
    engine_->committed(true);
  }

  void commit(std::unique_ptr<projections::Batch> batch) {
    if (const Status held = store_.commit(std::move(batch)); !held) throw projections::ReadFailure(held.error());
  }

  const projections::Reads& stored_;
  const keys::Scope scope_;
  projections::MemoryStore store_;
  std::optional<Engine> engine_;
  EventDecoder decoder_;
  Event event_;
};

// Rows that add up to nothing are as good as absent, and days on which nobody vouches any more.
void keep(std::map<std::string, std::string, std::less<>>& rows, std::string_view key, std::string_view value, Family f) {
  static const std::string nobody = encode(projections::DayLiveness{});
  const bool nothing = (projections::holds_edges(f) && value.empty()) || (f == Family::liveness && (value.empty() || value == nobody));
  if (!nothing) rows.emplace(key, value);
}

}  // namespace

std::string Verifier::scope_of(const OwnedScope& subject) { return keys::scope(subject.partition, subject.tenant, subject.subject).bytes; }
std::string Verifier::behind(const OwnedScope& subject) { return projections::prefix_end(scope_of(subject)); }

std::optional<OwnedScope> Verifier::next(std::string_view after) const {
  std::optional<std::string> least;
  for (const Family f : {Family::history, Family::sessions}) {
    stored_.scan(f, after, {}, [&](std::string_view key, std::string_view) {
      if (!least || key < *least) least = std::string(key);
      return false;
    });
  }
  return least ? keys::parse_scope(*least) : std::nullopt;
}

void Verifier::check(const OwnedScope& subject) {
  const std::string scope = scope_of(subject);
  Bench bench(stored_, subject, scope);
  ++report_.subjects;
  report_.events += bench.fold(now_);
  const auto made = bench.made();
  for (const Family f : kOwned) {
    Rows ours, theirs;
    made->scan(f, {}, {}, [&](std::string_view key, std::string_view value) { return keep(ours, key, value, f), true; });
    stored_.scan(f, scope, projections::prefix_end(scope),
                 [&](std::string_view key, std::string_view value) { return keep(theirs, key, value, f), true; });
    compare(f, ours, theirs, subject);
  }
  for (const Family f : kIndexes) {
    Rows ours, theirs;
    made->scan(f, {}, {}, [&](std::string_view key, std::string_view value) {
      ours.emplace(key, value);
      if (auto found = stored_.get(f, key)) theirs.emplace(key, std::move(*found));
      return true;
    });
    indexed_[f] += ours.size();
    compare(f, ours, theirs, subject);
  }
  made->scan(Family::tenant_hours, {}, {}, [&](std::string_view key, std::string_view value) {
    auto& sum = tenant_hours_[std::string(key)];
    sum = sum.empty() ? std::string(value) : projections::merge_rows(Family::tenant_hours, sum, value);
    return true;
  });
}

void Verifier::check_sums() {
  Rows ours, theirs;
  for (const auto& [key, value] : tenant_hours_) keep(ours, key, value, Family::tenant_hours);
  stored_.scan(Family::tenant_hours, {}, {},
               [&](std::string_view key, std::string_view value) { return keep(theirs, key, value, Family::tenant_hours), true; });
  compare(Family::tenant_hours, ours, theirs, {});
  for (const Family f : kIndexes) {
    std::uint64_t found = 0;
    stored_.scan(f, {}, {}, [&](std::string_view, std::string_view) { return ++found, true; });
    if (found > indexed_[f]) differ(Difference::What::extra, f, {}, {});
  }
}

void Verifier::compare(Family f, const Rows& made, const Rows& found, const OwnedScope& subject) {
  for (const auto& [key, value] : made) {
    ++report_.rows;
    const auto it = found.find(key);
    if (it == found.end()) {
      differ(Difference::What::missing, f, subject, key);
    } else if (it->second != value) {
      differ(Difference::What::other, f, subject, key);
    }
  }
  for (const auto& [key, value] : found) {
    if (made.find(key) == made.end()) differ(Difference::What::extra, f, subject, key);
  }
}

void Verifier::differ(Difference::What what, Family f, const OwnedScope& subject, std::string key) {
  ++report_.differing;
  if (report_.differences.size() == VerifyReport::kMost) return;
  report_.differences.push_back({what, f, subject.tenant, subject.subject, std::move(key)});
}

}  // namespace muster::processors
