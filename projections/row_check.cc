#include "projections/row_check.h"

#include "projections/codec.h"
#include "projections/edges.h"
#include "projections/family.h"
#include "projections/index_keys.h"
#include "projections/seen.h"

namespace muster::projections {
namespace {

bool is_liveness(std::string_view key, std::string_view value) {
  const auto scope = keys::parse_scope(key);
  if (!scope || key.size() <= scope->length) return false;
  return key[scope->length] == 'D' ? value.empty() : decode_day_liveness(value).ok();
}

bool is_checkpoint(std::string_view key, std::string_view value) {
  static const std::string head = keys::subject_head(keys::Scope{});
  return key.ends_with(head) ? decode_subject_head(value).ok() : decode_checkpoint(value).ok();
}

bool are_edges(std::string_view value) {
  Edges edges;
  return decode_edges(value, Day{0}, edges).ok();
}

bool is_row(Family f, std::string_view key, std::string_view value) {
  switch (f) {
    case Family::meta: return true;  // read_meta() and the tasks read it
    case Family::sessions: return decode_session(value).ok();
    case Family::ids: return decode_id_owner(value).ok();
    case Family::identities: return decode_identity(value).ok();
    case Family::active: return decode_active_entry(value).ok();
    case Family::days: return decode_day_entry(value).ok();
    case Family::starts:
    case Family::marks: return keys::parse_partition_value(value).has_value();
    case Family::history: return decode_history(value).ok();
    case Family::checkpoints: return is_checkpoint(key, value);
    case Family::mentions: return value.size() <= 64;
    case Family::liveness: return is_liveness(key, value);
    case Family::seen: return decode_seen(value, Hour{0}).ok();
    case Family::trail: return decode_trail_fix(value).ok();
    case Family::evidence: return decode_evidence(value).ok();
    case Family::hours:
    case Family::tenant_hours: return are_edges(value);
    case Family::cover: return decode_cover_day(value).ok();
    case Family::timers: return keys::parse_timer(key).has_value() && value.empty();
    case Family::outbox: return decode_outbox(value).ok();
  }
  return false;
}

}  // namespace

Result<std::uint64_t> check_rows(const Reads& reads) {
  std::uint64_t rows = 0;
  try {
    for (std::size_t i = 0; i < kFamilyCount; ++i) {
      const auto family = static_cast<Family>(i);
      bool good = true;
      reads.scan(family, {}, {}, [&](std::string_view key, std::string_view value) {
        good = is_row(family, key, value);
        rows += good ? 1 : 0;
        return good;
      });
      if (!good) return corrupt_row(name_of(family));
    }
  } catch (const ReadFailure& failure) {
    return failure.error();
  }
  return rows;
}

}  // namespace muster::projections
