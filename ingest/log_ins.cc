#include "ingest/log_ins.h"

#include <algorithm>
#include <utility>

namespace muster::ingest {
namespace {

// Longer than any process takes to read of a log-in.
constexpr std::chrono::minutes kKeepEnded{1};

void tidy(LogInsRecord& record, Timestamp now) {
  std::erase_if(record.open, [now](const LogIn& one) { return one.until <= now; });
  std::erase_if(record.ended, [now](const EndedLogIn& one) { return one.at + kKeepEnded <= now; });
}

}  // namespace

LogIn* find_log_in(LogInsRecord& record, std::string_view sid) {
  const auto it = std::find_if(record.open.begin(), record.open.end(), [sid](const LogIn& one) { return one.sid == sid; });
  return it == record.open.end() ? nullptr : &*it;
}

bool end_log_in(LogInsRecord& record, std::string_view sid, Timestamp now) {
  const LogIn* const open = find_log_in(record, sid);
  const std::string ended{sid};
  tidy(record, now);
  std::erase_if(record.open, [&](const LogIn& one) { return one.sid == ended; });
  record.ended.push_back({ended, now});
  if (record.ended.size() > kMaxLogIns) record.ended.erase(record.ended.begin());
  return open != nullptr;
}

void begin_log_in(LogInsRecord& record, LogIn log_in, Timestamp now) {
  tidy(record, now);
  if (record.open.size() >= kMaxLogIns) {
    const auto oldest = std::min_element(record.open.begin(), record.open.end(),
                                         [](const LogIn& a, const LogIn& b) { return a.until < b.until; });
    end_log_in(record, std::string(oldest->sid), now);
  }
  record.open.push_back(std::move(log_in));
}

}  // namespace muster::ingest
