#include "processors/verify.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "projections/codec.h"
#include "projections/family.h"
#include "projections/index_keys.h"
#include "projections/queries.h"

namespace muster::processors {

namespace keys = projections::keys;
using keys::OwnedScope;
using projections::Family;

namespace {

using RowsByKey = std::map<std::string, std::string, std::less<>>;

constexpr Family kOwned[] = {Family::history, Family::identities, Family::mentions, Family::sessions, Family::evidence,
                             Family::liveness, Family::trail, Family::hours, Family::cover};
constexpr Family kIndexes[] = {Family::ids, Family::starts};
constexpr Family kListings[] = {Family::active, Family::days, Family::marks};  // as of a moment

// Rows that add up to nothing are as good as absent.
void keep(RowsByKey& rows, std::string_view key, std::string_view value, Family f) {
  if (!projections::holds_edges(f) || !value.empty()) rows.emplace(key, value);
}

// The records of copies that are not the event are not kept: that there were such is taken as stored.
void take_copies(RowsByKey& made, const RowsByKey& stored) {
  for (auto& [key, value] : made) {
    const auto found = stored.find(key);
    if (found == stored.end()) continue;
    const auto theirs = projections::decode_identity(found->second);
    auto ours = projections::decode_identity(value);
    if (!theirs || !ours) continue;
    ours->copies = theirs->copies;
    value = encode(*ours);
  }
}

std::uint64_t hash(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string of_session(std::string scope, const SessionId& session) { return scope.append(session.view()); }

bool holds(const std::vector<SessionId>& all, const std::vector<SessionId>& some) {
  return std::all_of(some.begin(), some.end(),
                     [&](const SessionId& id) { return std::find(all.begin(), all.end(), id) != all.end(); });
}

std::vector<SessionId> open_in(std::string_view checkpoint) {
  std::vector<SessionId> ids;
  for (const auto& row : projections::or_fail(projections::decode_checkpoint(checkpoint)).open) ids.push_back(row.id);
  return ids;
}

}  // namespace

Verifier::Verifier(const projections::Reads& stored, Timestamp now) : stored_(stored), now_(now) {
  stored_.scan(Family::timers, {}, {}, [&](std::string_view key, std::string_view) {
    const auto timer = keys::parse_timer(key);
    if (!timer) throw projections::ReadFailure(projections::corrupt_row("timers"));
    const std::string scope = keys::scope(timer->partition, timer->tenant, timer->subject).bytes;
    for (const std::string& of : {scope, of_session(scope, timer->session)}) {
      const auto [it, fresh] = timers_.try_emplace(hash(of), timer->due);
      if (!fresh) it->second = std::min(it->second, timer->due);
    }
    return true;
  });
}

std::optional<Timestamp> Verifier::first_timer(std::string_view of) const {
  const auto it = timers_.find(hash(of));
  return it != timers_.end() ? std::optional{it->second} : std::nullopt;
}

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
  const MadeAgain made(stored_, subject, now_);
  ++report_.subjects;
  report_.events += made.events();
  for (const Family f : kOwned) {
    Rows ours, theirs;
    made.rows().scan(f, {}, {}, [&](std::string_view key, std::string_view value) { return keep(ours, key, value, f), true; });
    stored_.scan(f, scope, projections::prefix_end(scope),
                 [&](std::string_view key, std::string_view value) { return keep(theirs, key, value, f), true; });
    if (f == Family::identities) take_copies(ours, theirs);
    compare(f, ours, theirs, subject);
  }
  compare_checkpoints(made, subject);
  for (const Family f : kIndexes) compare_entries(f, made.rows(), made.rows(), subject);
  // Time alone changes lists, and timers say when at the earliest: where one is due, the state may show what was
  // so before it, or since.
  const auto first = first_timer(scope);
  std::optional<MadeAgain> before;
  if (first && *first <= now_) before.emplace(stored_, subject, *first - Duration{1});
  for (const Family f : kListings) compare_entries(f, made.rows(), before ? before->rows() : made.rows(), subject);
  compare_timers(made.rows(), subject);
  made.rows().scan(Family::tenant_hours, {}, {}, [&](std::string_view key, std::string_view value) {
    auto& sum = tenant_hours_[std::string(key)];
    sum = sum.empty() ? std::string(value) : projections::merge_rows(Family::tenant_hours, sum, value);
    return true;
  });
}

// An entry is to be as one of the two has it.
void Verifier::compare_entries(Family f, const projections::Reads& made, const projections::Reads& earlier, const OwnedScope& subject) {
  std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> entries;
  made.scan(f, {}, {}, [&](std::string_view key, std::string_view value) { return entries[std::string(key)].first = value, true; });
  earlier.scan(f, {}, {}, [&](std::string_view key, std::string_view value) { return entries[std::string(key)].second = value, true; });
  for (const auto& [key, either] : entries) {
    ++report_.rows;
    const auto found = stored_.get(f, key);
    indexed_[f] += found ? 1 : 0;
    if (found != either.first && found != either.second) {
      differ(found ? Difference::What::other : Difference::What::missing, f, subject, key);
    }
  }
}

// Who is looked at sooner than need be is looked at again then.
void Verifier::compare_timers(const projections::Reads& made, const OwnedScope& subject) {
  made.scan(Family::timers, {}, {}, [&](std::string_view key, std::string_view) {
    ++report_.rows;
    const auto timer = keys::parse_timer(key);
    const auto first = timer ? first_timer(of_session(scope_of(subject), timer->session)) : std::nullopt;
    if (!first || *first > timer->due) differ(Difference::What::missing, Family::timers, subject, std::string(key));
    return true;
  });
}

void Verifier::compare_checkpoints(const MadeAgain& made, const OwnedScope& subject) {
  const keys::Scope scope{scope_of(subject)};
  stored_.scan(Family::checkpoints, scope.bytes, keys::subject_head(scope), [&](std::string_view key, std::string_view value) {
    ++report_.rows;
    const auto at = keys::parse_time(key.substr(scope.bytes.size()));
    if (!at || made.checkpoint_before(*at) != value) differ(Difference::What::other, Family::checkpoints, subject, std::string(key));
    return true;
  });
  compare_head(made, subject);
}

// What it only promises may be promised of more than there is: that nothing is later.
void Verifier::compare_head(const MadeAgain& made, const OwnedScope& subject) {
  const std::string key = keys::subject_head({scope_of(subject)});
  const auto ours = made.rows().get(Family::checkpoints, key), theirs = stored_.get(Family::checkpoints, key);
  if (!ours && !theirs) return;
  ++report_.rows;
  if (!ours || !theirs) return differ(ours ? Difference::What::missing : Difference::What::extra, Family::checkpoints, subject, key);
  const auto must = projections::or_fail(projections::decode_subject_head(*ours));
  const auto is = projections::decode_subject_head(*theirs);
  const auto seen = [&](const auto& kind) {
    const auto it = is->kinds.find(kind.first);
    return it != is->kinds.end() && it->second.resumes >= kind.second.resumes && it->second.endless >= kind.second.endless &&
           it->second.limited >= kind.second.limited && it->second.blank >= kind.second.blank;
  };
  const bool good = is && std::all_of(must.kinds.begin(), must.kinds.end(), seen) && is->latest >= must.latest && is->loose >= must.loose &&
                    is->corrected >= must.corrected && holds(must.open, is->open) &&
                    holds(is->open, open_in(made.checkpoint_before(is->latest + Duration{1})));
  if (!good) differ(Difference::What::other, Family::checkpoints, subject, key);
}

void Verifier::check_sums() {
  Rows ours, theirs;
  for (const auto& [key, value] : tenant_hours_) keep(ours, key, value, Family::tenant_hours);
  stored_.scan(Family::tenant_hours, {}, {},
               [&](std::string_view key, std::string_view value) { return keep(theirs, key, value, Family::tenant_hours), true; });
  compare(Family::tenant_hours, ours, theirs, {});
  const auto none_is_extra = [&](Family f) {
    std::uint64_t found = 0;
    stored_.scan(f, {}, {}, [&](std::string_view, std::string_view) { return ++found, true; });
    if (found > indexed_[f]) differ(Difference::What::extra, f, {}, {});
  };
  for (const Family f : kIndexes) none_is_extra(f);
  for (const Family f : kListings) none_is_extra(f);
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
