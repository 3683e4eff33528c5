// muster quarantine: records that could not be folded, listed and tried again.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "deploy/muster/command.h"
#include "deploy/muster/config.h"
#include "deploy/muster/open_log.h"
#include "deploy/muster/record_lines.h"
#include "deploy/muster/stop_signal.h"
#include "deploy/muster/topic_reader.h"
#include "ingest/door.h"
#include "ingest/log/log_errors.h"
#include "schemas/codec.h"

namespace muster::deploy {
namespace {

constexpr std::chrono::milliseconds kPause{20};

struct QuarantineFlags {
  Flags log;
  std::string code;
  bool json = false;
  bool dry_run = false;
};

using Visit = std::function<void(const log::RecordView&)>;

std::string header(const log::RecordView& record, std::string_view name) {
  if (record.headers == nullptr) return {};
  for (const auto& [key, value] : *record.headers) {
    if (key == name) return value;
  }
  return {};
}

Status each(log::EventLog& log, const QuarantineFlags& flags, const Visit& visit) {
  auto reader = TopicReader::open(log, {{Topic::quarantine}, {}, {}, false});
  if (!reader) return reader.error();
  StopSignal stop;
  while (!reader->finished()) {
    const auto polled = reader->poll([&](const log::RecordView& record) {
      if (flags.code.empty() || header(record, "code") == flags.code) visit(record);
    });
    if (!polled) return polled.error();
    if (*polled == 0 && stop.within(kPause)) break;
  }
  return Done{};
}

std::string came_from(const log::RecordView& record) {
  return fmt::format("{}:{}:{}", header(record, "topic"), header(record, "partition"), header(record, "offset"));
}

int list(const QuarantineFlags& flags, log::EventLog& log) {
  std::size_t count = 0;
  const auto status = each(log, flags, [&](const log::RecordView& record) {
    if (count++ == 0 && !flags.json) fmt::print("{:<24}  {:<22}  {:<32}  {}\n", "accepted", "code", "record", "key");
    if (flags.json) {
      fmt::print("{}\n", record_line(record, true));
    } else {
      // Of all records these are the ones nobody vouches for.
      fmt::print("{:<24}  {:<22}  {:<32}  {}\n", format_rfc3339(record.timestamp), log::sanitised(header(record, "code")),
                 log::sanitised(came_from(record)), log::sanitised(record.key));
    }
  });
  if (!status) return fail(status.error());
  if (count == 0 && !flags.json) fmt::print("nothing is in quarantine\n");
  return kDone;
}

// What this build can read now: the record as it was, under the key and partition of its event.
std::vector<log::Record> readable(log::EventLog& log, const QuarantineFlags& flags, std::size_t& left, Status& status) {
  std::vector<log::Record> records;
  EventDecoder decoder;
  status = each(log, flags, [&](const log::RecordView& quarantined) {
    Event event;
    if (quarantined.tombstone || !decoder.decode(quarantined.value, event).ok() || !check_clock(event).ok()) {
      ++left;
      return;
    }
    log::Record record = ingest::to_record(event, log.partitions());
    record.value = std::string(quarantined.value);
    records.push_back(std::move(record));
  });
  return records;
}

int replay(const QuarantineFlags& flags, log::EventLog& log) {
  std::size_t left = 0;
  Status status = Done{};
  std::vector<log::Record> records = readable(log, flags, left, status);
  if (!status) return fail(status.error());
  const std::size_t count = records.size();
  if (!flags.dry_run && count > 0) {
    for (const auto& result : log::append_and_wait(log, std::move(records))) {
      if (!result) return fail(result.error());
    }
  }
  fmt::print("{}: {}; still not readable: {}\n", flags.dry_run ? "would be put back" : "put back", count, left);
  return kDone;
}

void add(CLI::App& group, const char* name, const char* about, int& exit_code, int (*work)(const QuarantineFlags&, log::EventLog&),
         bool writes) {
  auto flags = std::make_shared<QuarantineFlags>();
  CLI::App* command = group.add_subcommand(name, about);
  command->add_option("--code", flags->code, "Only those refused with this error code")->type_name("CODE");
  if (writes) {
    command->add_flag("--dry-run", flags->dry_run, "Say what would be done");
  } else {
    command->add_flag("--json", flags->json, "Lines of JSON with the whole record");
  }
  add_flags(*command, settings_of_log(), flags->log);
  command->callback([flags, work, &exit_code] {
    exit_code = with_log(settings_of_log(), flags->log, [&](log::EventLog& log) { return work(*flags, log); });
  });
}

}  // namespace

void add_quarantine(CLI::App& root, int& exit_code) {
  CLI::App* group = root.add_subcommand("quarantine", "Records that could not be read: list them, put them back after an upgrade");
  group->require_subcommand(1);
  group->footer("The embedded log has one user at a time: stop the server first.");
  add(*group, "list", "What is in quarantine, and why", exit_code, list, false);
  add(*group, "replay", "Put what this build can read back into its topic; doing so twice counts nothing twice", exit_code, replay, true);
}

}  // namespace muster::deploy
