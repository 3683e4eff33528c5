#include "processors/made_again.h"

#include <utility>

#include "processors/refold.h"
#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Family;

namespace {

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

}  // namespace

MadeAgain::MadeAgain(const projections::Reads& stored, const keys::OwnedScope& subject, Timestamp moment)
    : stored_(stored), subject_(subject), scope_(keys::scope(subject.partition, subject.tenant, subject.subject)) {
  seed_with_signs();
  engine_.emplace(store_, subject.partition);
  fold(moment);
  rows_ = store_.snapshot();
}

template <class Visit>
void MadeAgain::each(Family f, Visit visit) const {
  stored_.scan(f, scope_.bytes, projections::prefix_end(scope_.bytes), [&](std::string_view key, std::string_view value) {
    visit(key, value);
    return true;
  });
}

void MadeAgain::seed_with_signs() {
  auto batch = store_.batch();
  seed_liveness(*batch);
  each(Family::seen, [&](std::string_view key, std::string_view value) { batch->add(Family::seen, key, value); });
  each(Family::trail, [&](std::string_view key, std::string_view value) {
    if (is_location(key.substr(scope_.bytes.size()))) batch->put(Family::trail, key, value);
  });
  commit(std::move(batch));
}

void MadeAgain::seed_liveness(projections::Batch& batch) const {
  each(Family::liveness, [&](std::string_view key, std::string_view value) {
    const auto at = keys::parse_liveness(key.substr(scope_.bytes.size()));
    if (!at) return;
    const projections::DayLiveness pings = pings_of(value);
    if (pings == projections::DayLiveness{}) return;
    batch.put(Family::liveness, key, encode(pings));
    if (!pings.lanes.empty()) batch.put(Family::liveness, keys::alive(scope_, at->day, at->session), {});
  });
}

void MadeAgain::fold(Timestamp moment) {
  each(Family::history, [&](std::string_view, std::string_view value) {
    add(projections::or_fail(projections::decode_history(value)));
    if (++events_ % kFlushEvery == 0) flush(moment);
  });
  flush(moment);
  // Only those timers stay that are still waited for.
  while (engine_->fire_timers(kEndOfTime - Duration{1}, kFlushEvery) == kFlushEvery) {
  }
  flush(moment);
}

void MadeAgain::add(const projections::HistoryRow& row) {
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

void MadeAgain::flush(Timestamp moment) {
  engine_->settle();
  auto batch = store_.batch();
  engine_->flush(*batch, moment, nullptr);
  commit(std::move(batch));
  engine_->committed(true);
}

void MadeAgain::commit(std::unique_ptr<projections::Batch> batch) {
  if (const Status held = store_.commit(std::move(batch)); !held) throw projections::ReadFailure(held.error());
}

std::string MadeAgain::checkpoint_before(Timestamp t) const {
  std::size_t unwritten = 0;
  Subject subject(*rows_, {subject_.tenant, subject_.subject, subject_.partition, scope_}, unwritten);
  return Refold(subject, EngineLimits{}.chunk_events).state_before(t);
}

}  // namespace muster::processors
