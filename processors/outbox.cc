#include "processors/outbox.h"

#include <charconv>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/outbox_owner.h"
#include "schemas/json_writer.h"

namespace muster::processors {
namespace {

using projections::Family;
using projections::OutboxRow;
namespace keys = projections::keys;

constexpr std::size_t kPruneRows = 1000;  // of one batch

const char* name_of(Change change) {
  switch (change) {
    case Change::opened: return "opened";
    case Change::ended: return "ended";
    case Change::revised: return "revised";
    case Change::flagged: return "flagged";
    case Change::gone: return "gone";
  }
  return "";
}

// Behind the number of the next row until the first announcement may come: rows of quarantine alone.
constexpr std::string_view kRebuilding = " rebuilding";

// A decimal of `meta`.
Result<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return projections::corrupt_row("meta");
  return value;
}

}  // namespace

OutboxRow announcement_row(const Announcement& announcement, Timestamp now) {
  OutboxRow row;
  row.topic = Topic::sessions;
  row.key = announcement.key;
  if (announcement.change != Change::gone) {
    std::string& value = row.value.emplace();
    JsonObjectWriter json(value);
    json.text("change", name_of(announcement.change));
    json.text("version", announcement.version);
    json.key("session") += announcement.value;
  }
  const std::string session = announcement.key.substr(announcement.key.rfind('/') + 1);
  row.headers = {{"ce_id", session + ":" + announcement.version}, {"ce_type", "muster.session.v1"}};
  row.created = now;
  return row;
}

std::string_view change_of(const OutboxRow& row) {
  if (!row.value) return name_of(Change::gone);
  constexpr std::string_view kBefore = R"({"change":")";
  std::string_view rest = *row.value;
  if (!rest.starts_with(kBefore)) return "";
  rest.remove_prefix(kBefore.size());
  return rest.substr(0, rest.find('"'));
}

// A subject may hold slashes; a tenant and a session id do not.
std::optional<AnnouncedSession> announced_session(std::string_view key) {
  const auto first = key.find('/'), last = key.rfind('/');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  return AnnouncedSession{Tenant{key.substr(0, first)}, SubjectId{key.substr(first + 1, last - first - 1)},
                          SessionId{key.substr(last + 1)}};
}

std::optional<AnnouncedSession> announced_session(const OutboxRow& row) {
  return row.topic == Topic::sessions ? announced_session(row.key) : std::nullopt;
}

Outbox::Outbox(const projections::Store& store, log::Partition partition, bool replica, OutboxLimits limits)
    : store_(store), partition_(partition), replica_(replica), limits_(limits) {}

Status Outbox::open() {
  const auto reads = store_.snapshot();
  waiting_.clear();
  mark_unwritten_ = owner_unwritten_ = false;
  waiting_bytes_ = 0;
  owned_ = replica_ || projections::owns_outbox(store_, partition_);
  std::string next = reads->get(Family::meta, keys::outbox_seq(partition_)).value_or("0 rebuilding");
  const bool rebuilding = next.ends_with(kRebuilding);
  if (rebuilding) next.resize(next.size() - kRebuilding.size());
  announcing_ = !replica_ && !rebuilding;
  const auto seq = number(next);
  if (!seq.ok()) return seq.error();
  const auto acked = number(reads->get(Family::meta, keys::outbox_acked(partition_)).value_or("0"));
  if (!acked.ok()) return acked.error();
  next_seq_ = *seq;
  stored_acked_ = *acked;

  first_seq_ = next_seq_;
  bytes_ = 0;
  const std::string prefix = keys::partition(partition_);
  reads->scan(Family::outbox, prefix, projections::prefix_end(prefix), [&](std::string_view key, std::string_view row) {
    if (bytes_ == 0) first_seq_ = keys::parse_outbox_seq(key).value_or(next_seq_);
    bytes_ += row.size();
    return true;
  });
  // What the emitter heard meanwhile may be ahead of what is stored.
  const std::uint64_t sent = replica_ ? next_seq_ : stored_acked_;
  if (cursor_->acked.load() < sent) cursor_->acked.store(sent);
  cursor_->committed.store(next_seq_);
  return Done{};
}

void Outbox::begin_announcing() {
  announcing_ = true;
  mark_unwritten_ = true;
}

void Outbox::own() { owned_ = owner_unwritten_ = true; }

void Outbox::add(OutboxRow row) {
  if (replica_) return;
  waiting_bytes_ += row.key.size() + (row.value ? row.value->size() : 0);
  waiting_.push_back(std::move(row));
}

bool Outbox::dirty() const {
  return !waiting_.empty() || mark_unwritten_ || owner_unwritten_ || (!replica_ && cursor_->acked.load() != stored_acked_);
}

void Outbox::write(projections::Batch& batch, Timestamp now) {
  if (replica_) return;
  for (const OutboxRow& row : waiting_) {
    const std::string bytes = projections::encode(row);
    batch.put(Family::outbox, keys::outbox(partition_, next_seq_++), bytes);
    bytes_ += bytes.size();
  }
  if (!waiting_.empty() || mark_unwritten_) {
    batch.put(Family::meta, keys::outbox_seq(partition_),
              std::to_string(next_seq_).append(announcing_ ? std::string_view{} : kRebuilding));
  }
  if (owner_unwritten_) projections::own_outbox(batch, store_, partition_, store_.identity());
  written_acked_ = cursor_->acked.load();
  if (written_acked_ != stored_acked_) {
    batch.put(Family::meta, keys::outbox_acked(partition_), std::to_string(written_acked_));
    prune(batch, now);
  }
}

// Only along with a new acknowledgement: rows grow old no faster than others come.
void Outbox::prune(projections::Batch& batch, Timestamp now) {
  const auto reads = store_.latest();
  std::size_t left = kPruneRows;
  reads->scan(Family::outbox, keys::outbox(partition_, first_seq_), keys::outbox(partition_, written_acked_),
              [&](std::string_view key, std::string_view bytes) {
                const auto row = projections::decode_outbox(bytes);
                const bool old = !row.ok() || row->created <= now - limits_.keep;
                if (!old && bytes_ <= limits_.keep_bytes) return false;
                batch.erase(Family::outbox, key);
                bytes_ -= std::min(bytes_, bytes.size());
                first_seq_ = keys::parse_outbox_seq(key).value_or(first_seq_) + 1;
                return --left > 0;
              });
}

void Outbox::committed(bool held) {
  if (!held) return;
  waiting_.clear();
  waiting_bytes_ = 0;
  mark_unwritten_ = owner_unwritten_ = false;
  if (!replica_) stored_acked_ = written_acked_;
  cursor_->committed.store(next_seq_);
}

}  // namespace muster::processors
