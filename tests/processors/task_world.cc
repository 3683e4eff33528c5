#include "tests/processors/task_world.h"

#include <fmt/format.h>

#include "projections/codec.h"
#include "projections/index_keys.h"
#include "schemas/topics.h"

namespace muster::processors {

std::string Out::header(std::string_view name) const {
  for (const auto& [field, text] : headers) {
    if (field == name) return text;
  }
  return "";
}

TaskWorld::TaskWorld(TaskOptions o, std::shared_ptr<log::MemoryLog> other_log)
    : options(std::move(o)), log(other_log ? std::move(other_log) : log::make_memory_log({.partitions = 1})) {
  restart();
}

void TaskWorld::restart() {
  emitter.reset();
  task.reset();
  progress = std::make_unique<Progress>(log->partitions());
  const TaskPorts ports{*log, *store, *progress, wall, monotonic};
  task = std::make_unique<Task>(ports, 0, options);
  emitter = std::make_unique<Emitter>(*log, *store, monotonic, std::vector{task->outbox()});
}

void TaskWorld::rebuild() {
  emitter.reset();
  task.reset();
  store = std::make_unique<projections::MemoryStore>();
  restart();
}

void TaskWorld::power_cut() {
  store->drop_unsynced();
  restart();
}

log::Position TaskWorld::post(const reference::Copy& copy) {
  posted.push_back(copy);
  return append(topic_of(copy.event.data), record_key(copy.event), copy.record);
}

log::Position TaskWorld::post(stories::Told told) {
  if (told.event.env.id.empty()) told.id(fmt::format("e{}", posted.size()));
  return post(stories::copy_of(told.event));
}

log::Position TaskWorld::append(Topic topic, std::string key, std::string value) {
  std::vector<log::Record> batch{{topic, 0, std::move(key), std::move(value), wall.time, {}}};
  return *log::append_and_wait(*log, std::move(batch)).front();
}

void TaskWorld::run_task() {
  while (task->work() > 0) {
  }
}

void TaskWorld::run() {
  while (task->work() + emitter->work() > 0) {
  }
}

void TaskWorld::pass(std::chrono::milliseconds span) {
  wall.time += span;
  monotonic.time += span;
}

std::vector<Out> TaskWorld::read(Topic topic) const {
  std::vector<Out> all;
  auto reader = log->read(topic, 0, 0, true);
  const auto take = [&](const log::RecordView& r) {
    all.push_back({std::string(r.key), r.tombstone ? "(tombstone)" : std::string(r.value), *r.headers});
  };
  while (*(*reader)->poll(1000, take) > 0) {
  }
  return all;
}

std::size_t TaskWorld::rows(projections::Family family) const {
  std::size_t count = 0;
  store->snapshot()->scan(family, "", std::string(1, '\xff'), [&](auto, auto) { return ++count, true; });
  return count;
}

log::Offset stored_offset(const TaskWorld& world, Topic topic) {
  const auto bytes = world.store->snapshot()->get(projections::Family::meta, projections::keys::next(topic, 0));
  return bytes ? projections::decode_next_offset(*bytes)->offset : 0;
}

void post_a_day(TaskWorld& world) {
  world.post(stories::check_in("a", "worklog", stories::at("08:00")).id("1"));
  world.post(stories::ping("a", stories::at("08:01")));
  world.post(stories::check_out("a", stories::at("11:00")).id("2"));
  world.post(stories::check_in("b", "worklog", stories::at("11:30")).id("3"));
}

}  // namespace muster::processors
