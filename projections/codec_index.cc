// Rows of liveness and trail, of indexes, and of the task.
#include <xxhash.h>

#include "projections/codec.h"
#include "projections/codec_fields.h"

namespace muster::projections {
namespace codec {

template <class A, Is<Lane> R>
void fields(A& a, R& r) {
  a(r.kind, r.activity);
}

template <class A, Is<DayLiveness> R>
void fields(A& a, R& r) {
  a(r.lanes, r.last_seen);
}

template <class A, Is<TrailFix> R>
void fields(A& a, R& r) {
  a(r.time, r.position, r.ingesttime, r.source);
}

template <class A, Is<Evidence> R>
void fields(A& a, R& r) {
  a(r.flags, r.last, r.between, r.judged_to);
}

template <class A, Is<IdOwner> R>
void fields(A& a, R& r) {
  a(r.partition, r.alias_of);
}

template <class A, Is<ActiveEntry> R>
void fields(A& a, R& r) {
  a(r.partition, r.kind, r.place_id, r.start, r.deadline);
}

template <class A, Is<DayEntry> R>
void fields(A& a, R& r) {
  a(r.partition, r.over_from);
}

template <class A, Is<CoverDay> R>
void fields(A& a, R& r) {
  a(r.before, r.steps);
}

template <class A, Is<NextOffset> R>
void fields(A& a, R& r) {
  a(r.offset, r.record_hash);
}

template <class A, Is<OutboxRow> R>
void fields(A& a, R& r) {
  a(r.topic, r.key, r.value, r.headers, r.created);
}

}  // namespace codec

std::string encode(const DayLiveness& row) { return codec::put_row(row); }
std::string encode(const TrailFix& row) { return codec::put_row(row); }
std::string encode(const Evidence& row) { return codec::put_row(row); }
std::string encode(const IdOwner& row) { return codec::put_row(row); }
std::string encode(const ActiveEntry& row) { return codec::put_row(row); }
std::string encode(const DayEntry& row) { return codec::put_row(row); }
std::string encode(const CoverDay& row) { return codec::put_row(row); }
std::string encode(const NextOffset& row) { return codec::put_row(row); }
std::string encode(const OutboxRow& row) { return codec::put_row(row); }

Result<DayLiveness> decode_day_liveness(std::string_view bytes) {
  return codec::take_row<DayLiveness>(bytes, "liveness");
}
Result<TrailFix> decode_trail_fix(std::string_view bytes) {
  return codec::take_row<TrailFix>(bytes, "trail");
}
Result<Evidence> decode_evidence(std::string_view bytes) {
  return codec::take_row<Evidence>(bytes, "evidence");
}
Result<IdOwner> decode_id_owner(std::string_view bytes) {
  return codec::take_row<IdOwner>(bytes, "ids");
}
Result<ActiveEntry> decode_active_entry(std::string_view bytes) {
  return codec::take_row<ActiveEntry>(bytes, "active");
}
Result<DayEntry> decode_day_entry(std::string_view bytes) {
  return codec::take_row<DayEntry>(bytes, "days");
}
Result<CoverDay> decode_cover_day(std::string_view bytes) {
  auto row = codec::take_row<CoverDay>(bytes, "cover");
  const bool of_a_day = !row.ok() || (!row->steps.empty() && row->steps.rbegin()->first < kQuartersPerDay);
  if (!of_a_day) return corrupt_row("cover");
  return row;
}
Result<NextOffset> decode_next_offset(std::string_view bytes) {
  return codec::take_row<NextOffset>(bytes, "next_offset");
}
Result<OutboxRow> decode_outbox(std::string_view bytes) {
  return codec::take_row<OutboxRow>(bytes, "outbox");
}

std::uint64_t content_hash(std::string_view fix_bytes) { return XXH3_64bits(fix_bytes.data(), fix_bytes.size()); }

}  // namespace muster::projections
