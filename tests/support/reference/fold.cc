#include <algorithm>
#include <tuple>

#include "tests/support/reference/places.h"
#include "tests/support/reference/review.h"
#include "tests/support/reference/shown.h"
#include "tests/support/reference/signs.h"

namespace muster::reference {
namespace {

std::vector<HistoryLine> history_of(const Facts& facts, const Lifecycle& life, Timestamp as_of) {
  std::vector<HistoryLine> all = facts.copies;
  for (const auto& part : {life.history, sign_lines(facts, life), correction_lines(facts, life)}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  std::erase_if(all, [&](const HistoryLine& line) { return line.time > as_of; });
  std::sort(all.begin(), all.end(), [](const HistoryLine& a, const HistoryLine& b) {
    return std::tie(a.time, a.type, a.id, a.source, a.content, a.outcome) <
           std::tie(b.time, b.type, b.id, b.source, b.content, b.outcome);
  });
  return all;
}

SessionAnswer answer_for(const Facts& facts, const Session& s, Timestamp as_of) {
  SessionAnswer out = times_as_of(facts, s, as_of);
  describe(s, out);
  judge(facts, s, as_of, out);
  raise_flags(facts, s, as_of, out);
  review(facts, s, as_of, out);
  return out;
}

}  // namespace

SubjectAnswer fold(const std::vector<Copy>& copies, Timestamp as_of) {
  Facts facts;
  gather(copies, facts);
  const Lifecycle life = walk(facts);
  SubjectAnswer out;
  for (const auto& [id, s] : life.sessions) {
    if (shown_start(s) <= as_of) out.sessions.push_back(answer_for(facts, s, as_of));
  }
  std::sort(out.sessions.begin(), out.sessions.end(),
            [](const SessionAnswer& a, const SessionAnswer& b) {
              return std::tie(a.computed_started_at, a.id) < std::tie(b.computed_started_at, b.id);
            });
  out.history = history_of(facts, life, as_of);
  return out;
}

}  // namespace muster::reference
