#include "processors/subject.h"

#include "projections/codec.h"
#include "projections/queries.h"

namespace muster::processors {

Subject::Subject(const projections::Reads& committed, SubjectName name, std::size_t& unwritten_bytes)
    : SubjectName(std::move(name)), liveness(committed, scope), rows(committed, *this), cover(committed, scope),
      overlay(committed, unwritten_bytes) {
  head.latest = head.loose = projections::kBeginning;
  if (const auto bytes = committed.get(projections::Family::checkpoints, projections::keys::subject_head(scope))) {
    head = projections::or_fail(projections::decode_subject_head(*bytes));
  }
  newest = head.latest;
}

}  // namespace muster::processors
