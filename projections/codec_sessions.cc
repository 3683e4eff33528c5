// Rows that the fold writes.
#include <fmt/compile.h>
#include <xxhash.h>

#include "projections/codec.h"
#include "projections/codec_fields.h"

namespace muster::projections {
namespace codec {

template <class A, Is<KindSeen> R>
void fields(A& a, R& r) {
  a(r.resumes, r.endless, r.limited, r.blank);
}

template <class A, Is<SubjectHead> R>
void fields(A& a, R& r) {
  a(r.open, r.kinds, r.latest, r.loose, r.corrected, r.since_checkpoint);
}

template <class A, Is<HistoryRow> R>
void fields(A& a, R& r) {
  a(r.outcome, r.session, r.partition, r.offset, r.record);
}

template <class A, Is<IdentityCopy> R>
void fields(A& a, R& r) {
  a(r.time, r.data_digest);
}

template <class A, Is<IdentityRow> R>
void fields(A& a, R& r) {
  a(r.time, r.ingesttime, r.data_digest, r.copies);
}

}  // namespace codec

std::string encode(const SessionRow& row) { return codec::put_row(row); }
std::string encode(const HistoryRow& row) { return codec::put_row(row); }
std::string encode(const IdentityRow& row) { return codec::put_row(row); }
std::string encode(const Checkpoint& row) { return codec::put_row(row); }
std::string encode(const SubjectHead& row) { return codec::put_row(row); }

Result<SessionRow> decode_session(std::string_view bytes) {
  return codec::take_row<SessionRow>(bytes, "session");
}
Result<HistoryRow> decode_history(std::string_view bytes) {
  return codec::take_row<HistoryRow>(bytes, "history");
}
Result<IdentityRow> decode_identity(std::string_view bytes) {
  return codec::take_row<IdentityRow>(bytes, "identity");
}
Result<Checkpoint> decode_checkpoint(std::string_view bytes) {
  return codec::take_row<Checkpoint>(bytes, "checkpoint");
}
Result<SubjectHead> decode_subject_head(std::string_view bytes) {
  return codec::take_row<SubjectHead>(bytes, "subject_head");
}

std::string row_version(std::string_view session_bytes) {
  return fmt::format(FMT_COMPILE("{:016x}"), XXH3_64bits(session_bytes.data(), session_bytes.size()));
}

std::string row_version(const SessionRow& row) { return row_version(encode(row)); }

Error corrupt_row(std::string_view kind_of_row) {
  return {"store_corrupt", ErrorClass::corrupt, std::string(kind_of_row),
          "The stored bytes are not what was written: restore a snapshot, or delete the state and let "
          "it be rebuilt from the log."};
}

}  // namespace muster::projections
