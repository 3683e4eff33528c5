#include "processors/engine.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "processors/publish.h"
#include "processors/refold.h"
#include "processors/subject_table.h"
#include "processors/trail.h"
#include "projections/codec.h"
#include "projections/index_keys.h"

namespace muster::processors {

namespace keys = projections::keys;
using projections::Component;
using projections::Family;

namespace {

constexpr std::size_t kSubjectBytes = 1024;  // of a subject in memory, beside its rows and liveness
constexpr std::size_t kTouchBytes = 300;     // what a changed day of liveness adds to a batch, about

}  // namespace

struct Engine::Impl {
  Impl(const projections::Store& store, log::Partition p, EngineLimits l)
      : committed(store.latest()), timers(*committed, unwritten_bytes), partition(p), limits(l) {}

  Subject& subject(const Tenant& tenant, const SubjectId& id, std::string_view key);
  void unsettled(Subject& s);
  void touched(Subject& s, std::size_t days);
  void recount(Subject& s);

  void add(Subject& s, const log::RecordView& record, const Event& event);
  void add_ping(Subject& s, const Envelope& env, const Ping& ping);
  void add_location(Subject& s, const Envelope& env, const Location& location);

  const std::unique_ptr<projections::Reads> committed;
  std::size_t unwritten_bytes = 0;
  Overlay timers;
  const log::Partition partition;
  const EngineLimits limits;
  SubjectTable subjects;
  std::size_t held_bytes = 0;
  std::vector<Subject*> unsettled_subjects;
  std::vector<Subject*> dirty_subjects;
  std::size_t dirty_bytes = 0;
  EngineFigures figures;
};

Subject& Engine::Impl::subject(const Tenant& tenant, const SubjectId& id, std::string_view record_key) {
  if (Subject* held = subjects.find(record_key)) {
    ++figures.cache_hits;
    return *held;
  }
  ++figures.cache_misses;
  auto fresh = std::make_unique<Subject>(
      *committed, SubjectName{tenant, id, partition, keys::scope(partition, tenant, id)}, unwritten_bytes);
  Subject& s = subjects.insert(record_key, std::move(fresh));
  recount(s);
  return s;
}

void Engine::Impl::recount(Subject& s) {
  const std::size_t bytes = kSubjectBytes + s.rows.bytes() + s.liveness.bytes() + s.cover.bytes();
  held_bytes += bytes - std::exchange(s.counted_bytes, bytes);
}

void Engine::Impl::unsettled(Subject& s) {
  if (s.unsettled) return;
  s.unsettled = true;
  unsettled_subjects.push_back(&s);
}

void Engine::Impl::touched(Subject& s, std::size_t days) {
  dirty_bytes += days * kTouchBytes;
  if (s.dirty) return;
  s.dirty = true;
  dirty_subjects.push_back(&s);
}

void Engine::Impl::add_ping(Subject& s, const Envelope& env, const Ping& ping) {
  const Component voucher{env.time, env.time + ping.next_ping + ping.grace, env.time + ping.next_ping};
  const auto added = s.liveness.add(ping.session_id, {Kind{}, ping.activity}, voucher);
  const bool fresh = s.liveness.seen(ping.session_id, env.time);
  touched(s, added.days + (fresh ? 1 : 0));
  if (!added.changed) return;
  if (env.time <= s.head.latest) {
    s.late_pings.push_back({ping.session_id, voucher.start, voucher.alive_to});
    unsettled(s);
  }
  if (added.began) {
    s.returned.push_back(ping.session_id);
    unsettled(s);
  }
}

void Engine::Impl::add_location(Subject& s, const Envelope& env, const Location& location) {
  note_location(s, env, location);
  const bool fresh = s.liveness.seen(location.session_id, env.time);
  touched(s, fresh ? 1 : 0);
}

void Engine::Impl::add(Subject& s, const log::RecordView& record, const Event& event) {
  if (const auto* ping = std::get_if<Ping>(&event.data)) return add_ping(s, event.env, *ping);
  if (const auto* location = std::get_if<Location>(&event.data)) return add_location(s, event.env, *location);
  s.incoming.push_back({event, std::string(record.value), {record.topic, record.partition, record.offset}});
  dirty_bytes += record.value.size();
  unsettled(s);
}

Engine::Engine(const projections::Store& store, log::Partition partition, EngineLimits limits)
    : impl_(std::make_unique<Impl>(store, partition, limits)) {}

Engine::~Engine() = default;

void Engine::add(const log::RecordView& record, const Event& event) {
  if (std::holds_alternative<DirectoryChange>(event.data)) return;
  ++impl_->figures.folded;
  impl_->add(impl_->subject(event.env.tenant, event.env.subject, record.key), record, event);
}

void Engine::settle() {
  EngineFigures& f = impl_->figures;
  for (Subject* s : impl_->unsettled_subjects) {
    const bool was_dirty = s->dirty;
    const Refold::Done done = Refold(*s, impl_->limits.chunk_events).run();
    f.late += done.late;
    f.refolded += done.refolded;
    f.most_refolded = std::max(f.most_refolded, done.refolded);
    f.repeated += done.repeated;
    if (s->dirty && !was_dirty) impl_->dirty_subjects.push_back(s);
  }
  impl_->unsettled_subjects.clear();
}

std::size_t Engine::fire_timers(Timestamp now, std::size_t max) {
  std::vector<std::pair<std::string, keys::TimerKey>> due;
  impl_->timers.scan(Family::timers, keys::partition(impl_->partition),
                      keys::timers_from(impl_->partition, now + Duration{1}),
                      [&](std::string_view key, std::string_view) {
                        if (const auto timer = keys::parse_timer(key)) due.emplace_back(std::string(key), *timer);
                        return due.size() < max;
                      });
  for (auto& [key, timer] : due) {
    Subject& s = impl_->subject(timer.tenant, timer.subject, timer.tenant.str() + "/" + timer.subject.str());
    s.relist.push_back({timer.session, timer.due});
    impl_->touched(s, 1);
    impl_->timers.erase(Family::timers, key);
  }
  return due.size();
}

bool Engine::full() const { return impl_->dirty_bytes + impl_->unwritten_bytes >= impl_->limits.dirty_bytes; }

bool Engine::dirty() const { return !impl_->dirty_subjects.empty() || !impl_->timers.empty(); }

void Engine::flush(projections::Batch& batch, Timestamp now, std::vector<Announcement>* announcements) {
  for (Subject* s : impl_->dirty_subjects) {
    if (!std::exchange(s->head_dirty, false)) continue;
    s->overlay.put(Family::checkpoints, keys::subject_head(s->scope), projections::encode(s->head));
  }
  impl_->timers.write_to(batch);
  // In the order of their keys, which the store takes in faster.
  std::sort(impl_->dirty_subjects.begin(), impl_->dirty_subjects.end(),
            [](const Subject* a, const Subject* b) { return a->scope.bytes < b->scope.bytes; });
  Publisher publisher(batch, now, announcements);
  for (Subject* s : impl_->dirty_subjects) publisher.publish(*s);
  publisher.finish(impl_->partition);
}

void Engine::committed(bool held) {
  for (Subject* s : impl_->dirty_subjects) {
    s->dirty = false;
    impl_->recount(*s);
  }
  impl_->dirty_subjects.clear();
  impl_->dirty_bytes = 0;
  impl_->timers.clear();
  impl_->unwritten_bytes = 0;
  if (!held) {
    impl_->unsettled_subjects.clear();
    impl_->subjects.clear();
    impl_->held_bytes = 0;
    return;
  }
  if (impl_->held_bytes > impl_->limits.cached_bytes) impl_->held_bytes -= impl_->subjects.sweep();
  impl_->figures.cached_subjects = impl_->subjects.size();
}

void Engine::expect(std::string_view key) const { impl_->subjects.expect(key); }
void Engine::fetch(std::string_view key) const { impl_->subjects.fetch(key); }

const EngineFigures& Engine::figures() const {
  impl_->figures.dirty_bytes = impl_->dirty_bytes + impl_->unwritten_bytes;
  return impl_->figures;
}

}  // namespace muster::processors
