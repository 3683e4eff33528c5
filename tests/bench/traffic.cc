#include "tests/bench/traffic.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "ingest/door.h"

namespace muster::bench {
namespace {

constexpr std::uint32_t kEventsASession = 72;
constexpr std::uint32_t kLocationEvery = 7;
constexpr std::size_t kRecent = 1024;
constexpr std::uint32_t kOneInDuplicates = 100;
constexpr std::uint32_t kOneInLate = 100;
constexpr std::uint32_t kOneInUndecodable = 10'000;
constexpr Duration kLateAtLeast{std::chrono::minutes{5}};
constexpr Duration kLateAtMost{std::chrono::hours{24}};
constexpr std::array<std::string_view, 5> kKinds{"worklog", "pc", "worklog", "pc", "visit"};
constexpr std::array<std::string_view, 4> kActivities{"", "editor", "terminal", "browser"};

std::string uuid(std::uint64_t high, std::uint64_t low) {
  return fmt::format("{:08x}-{:04x}-5{:03x}-8{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                     low >> 52, low & 0xffff'ffff'ffff);
}

std::uint64_t mixed(std::uint64_t n) {  // splitmix64
  n += 0x9e3779b97f4a7c15;
  n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
  n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
  return n ^ (n >> 31);
}

}  // namespace

Traffic::Traffic(const TrafficOptions& options) : options_(options), random_(options.seed), now_(options.start) {
  double sum = 0;
  for (std::uint32_t rank = 1; rank <= options_.subjects; ++rank) {
    up_to_.push_back(sum += 1.0 / rank);
    subjects_.push_back({SubjectId{fmt::format("u-{}", 100'000 + rank)}, {}, {}, 0, 0});
    subjects_.back().slot = 1 + static_cast<std::uint32_t>(random_() % (kEventsASession - 1));
    begin(subjects_.back());
  }
  for (double& share : up_to_) share /= sum;
}

void Traffic::step() {
  passed_ += options_.step;
  now_ = options_.start + std::chrono::floor<Duration>(passed_);
}

Event Traffic::next_event() {
  step();
  return fresh();
}

log::Record Traffic::next() {
  step();
  if (!recent_.empty() && one_in(kOneInDuplicates)) {
    Event again = recent_[random_() % recent_.size()];
    again.env.ingesttime = now_;
    return ingest::to_record(again, options_.partitions);
  }
  const Event event = fresh();
  log::Record record = ingest::to_record(event, options_.partitions);
  if (one_in(kOneInUndecodable)) {
    record.value->resize(record.value->size() / 2);
  } else {
    remember(event);
  }
  return record;
}

std::uint32_t Traffic::rank() {
  const double drawn = static_cast<double>(random_() >> 11) * 0x1.0p-53;
  const auto at = std::lower_bound(up_to_.begin(), up_to_.end(), drawn);
  return static_cast<std::uint32_t>(std::min<std::size_t>(static_cast<std::size_t>(at - up_to_.begin()),
                                                          subjects_.size() - 1));
}

std::vector<log::Record> Traffic::opening() {
  std::vector<log::Record> records;
  const Timestamp first = options_.start - std::chrono::minutes{2};
  for (Subject& subject : subjects_) {
    const auto nth = static_cast<std::int64_t>(records.size());
    const Timestamp at = first + std::chrono::floor<Duration>(std::chrono::microseconds{1200} * nth);
    Event event{envelope(subject, at), check_in(subject)};
    records.push_back(ingest::to_record(event, options_.partitions));
  }
  return records;
}

Envelope Traffic::envelope(const Subject& subject, Timestamp ingested) {
  ++events_;
  Envelope env;
  env.id = EventId{uuid(mixed(events_), mixed(options_.seed ^ events_))};
  env.source = "/clients/anonymous";
  env.tenant = Tenant{"default"};
  env.subject = subject.id;
  env.ingesttime = ingested;
  env.time = ingested - Duration{20 + static_cast<std::int64_t>(random_() % 400)};
  env.actor = "anonymous";
  return env;
}

Event Traffic::fresh() {
  Subject& subject = subjects_[rank()];
  Event event{envelope(subject, now_), data(subject)};
  if (one_in(kOneInLate)) {
    const auto span = static_cast<std::uint64_t>((kLateAtMost - kLateAtLeast).count());
    event.env.time -= kLateAtLeast + Duration{static_cast<std::int64_t>(random_() % span)};
  }
  return event;
}

EventData Traffic::data(Subject& subject) {
  const std::uint32_t slot = subject.slot;
  subject.slot = (slot + 1) % kEventsASession;
  if (slot == 0) return check_in(subject);
  if (slot == kEventsASession - 1) return CheckOut{subject.session, CheckOutReason::checkout, position(), {}};
  if (slot % kLocationEvery == 0) return Location{subject.session, position()};
  return Ping{subject.session, std::chrono::seconds{60}, std::chrono::seconds{5},
              std::string(kActivities[random_() % kActivities.size()])};
}

EventData Traffic::check_in(Subject& subject) {
  begin(subject);
  CheckIn c;
  c.session_id = subject.session;
  c.kind = subject.kind;
  c.policy = *policies_.find(subject.kind.view());
  if (subject.kind.view() == "visit") {
    const auto id = random_() % 500;
    c.place = Place{PlaceId{std::to_string(id)}, fmt::format("Nordring {}", id), 52.52, 13.405, 100};
    c.position = position();
  }
  return c;
}

void Traffic::begin(Subject& subject) {
  const std::uint64_t drawn = random_();
  subject.kind = Kind{kKinds[drawn % kKinds.size()]};
  subject.session = SessionId{uuid(mixed(drawn), mixed(drawn + ++subject.number))};
}

Position Traffic::position() {
  const auto coordinate = [&](double base) { return base + static_cast<double>(random_() % 100'000) * 1e-6; };
  return {coordinate(52.5), coordinate(13.4), static_cast<double>(random_() % 300) / 10.0, {}, {}, {}, {}};
}

void Traffic::remember(const Event& event) {
  if (recent_.size() < kRecent) {
    recent_.push_back(event);
    return;
  }
  recent_[oldest_] = event;
  oldest_ = (oldest_ + 1) % kRecent;
}

}  // namespace muster::bench
