#include "processors/directory_search.h"

#include <algorithm>

#include "processors/record_fields.h"

namespace muster::processors {
namespace {

constexpr std::size_t kAtATime = 256;       // records taken out under one lock
constexpr std::size_t kMostByTerm = 10'000;  // found by a term; where there are more, the walk finds them soon
constexpr std::size_t kMostRanges = 8;       // of a query, each looked up
constexpr std::uint64_t kExactTo = 10'000;

constexpr std::string_view kUser = "user";

std::string_view role_of(const RecordFields& fields) { return fields.role.empty() ? kUser : std::string_view{fields.role}; }

bool below(std::string_view department, std::string_view of) {
  return department.starts_with(of) && (department.size() == of.size() || department[of.size()] == '/');
}

// A query made ready to be asked of many records.
class Matcher {
 public:
  explicit Matcher(const DirectoryQuery& query)
      : query_(query), words_(words_of_query(query.q)), email_(folded(query.email)) {}

  bool trivial() const {
    return words_.empty() && email_.empty() && query_.department.empty() && query_.role.empty() && query_.login.empty() &&
           query_.device_type.empty() && !query_.in_sight;
  }

  bool operator()(const DirectoryEntry& entry) const {
    const RecordFields fields = read_fields(entry.record);
    if (!query_.department.empty() && !below(fields.department, query_.department)) return false;
    if (!query_.role.empty() && role_of(fields) != query_.role) return false;
    if (!query_.login.empty() && fields.login != query_.login) return false;
    if (!query_.device_type.empty() && fields.type != query_.device_type) return false;
    if (!email_.empty() && folded(fields.email) != email_) return false;
    if (query_.in_sight && !query_.in_sight(entry.id, fields.department)) return false;
    return words_.empty() || has_words(entry.record);
  }

  // Each holds for all that is meant; the first few of them.
  std::vector<TermRange> ranges() const {
    std::vector<TermRange> ranges;
    for (const std::string_view text : {query_.login, query_.email}) {
      const auto range = text_range(text);
      if (range) ranges.push_back(*range);
    }
    for (const std::string_view department : {query_.department, query_.within}) {
      if (!department.empty()) ranges.push_back(department_range(department));
    }
    for (const std::string& word : words_) ranges.push_back(word_range(word));
    // Who has no role is a user, and in no index of roles.
    if (!query_.role.empty() && query_.role != kUser) ranges.push_back(role_range(query_.role));
    if (ranges.size() > kMostRanges) ranges.resize(kMostRanges);
    return ranges;
  }

 private:
  bool has_words(std::string_view record) const {
    const std::vector<std::string> there = words_of(record);
    return std::all_of(words_.begin(), words_.end(), [&](const std::string& wanted) {
      return std::any_of(there.begin(), there.end(), [&](const std::string& word) { return word.starts_with(wanted); });
    });
  }

  const DirectoryQuery& query_;
  const std::vector<std::string> words_;
  const std::string email_;
};

// The fewest that one term of the query leaves; empty where that are too many.
std::optional<std::vector<std::string>> candidates(const Directory& directory, const DirectoryQuery& query, const Matcher& matches) {
  std::optional<std::vector<std::string>> fewest;
  for (const TermRange& range : matches.ranges()) {
    auto ids = directory.ids_with(query.tenant, query.type, range, fewest ? fewest->size() : kMostByTerm);
    if (ids) fewest = std::move(ids);
  }
  return fewest;
}

// Calls take(entry) for each record behind `after` until it says false; the last id looked at where
// more may follow.
template <class Take>
std::optional<std::string> each(const Directory& directory, const DirectoryQuery& query, const Matcher& matches,
                                std::string after, Take take) {
  if (const auto ids = candidates(directory, query, matches)) {
    for (auto it = std::upper_bound(ids->begin(), ids->end(), after); it != ids->end(); ++it) {
      auto entry = directory.find(query.tenant, query.type, *it);
      if (entry && matches(*entry) && !take(std::move(*entry))) return *it;
    }
    return std::nullopt;
  }
  for (std::size_t looked_at = 0; looked_at < kMostLookedAt; looked_at += kAtATime) {
    auto entries = directory.list(query.tenant, query.type, after, kAtATime);
    const bool last = entries.size() < kAtATime;
    for (DirectoryEntry& entry : entries) {
      after = entry.id;
      if (matches(entry) && !take(std::move(entry))) return after;
    }
    if (last) return std::nullopt;
  }
  return after;
}

}  // namespace

DirectoryPage search(const Directory& directory, const DirectoryQuery& query, std::size_t limit) {
  const Matcher matches(query);
  DirectoryPage page;
  bool more = false;
  auto stopped = each(directory, query, matches, query.after, [&](DirectoryEntry entry) {
    more = page.entries.size() == limit;
    if (!more) page.entries.push_back(std::move(entry));
    return !more;
  });
  // The one that would not go on this page is the first of the next.
  page.next = more ? page.entries.back().id : std::move(stopped);
  return page;
}

DirectoryCount count(const Directory& directory, const DirectoryQuery& query) {
  const Matcher matches(query);
  if (matches.trivial()) return {directory.size(query.tenant, query.type), true};
  DirectoryCount counted;
  const auto stopped = each(directory, query, matches, {}, [&](const DirectoryEntry&) { return ++counted.count <= kExactTo; });
  counted.exact = !stopped;
  counted.count = std::min(counted.count, kExactTo);
  return counted;
}

}  // namespace muster::processors
