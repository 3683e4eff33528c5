// muster replay: topics as lines of JSON on stdout.

#include <cstdio>
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

namespace muster::deploy {
namespace {

constexpr std::chrono::milliseconds kPause{20};

struct ReplayFlags {
  Flags log;
  std::vector<std::string> topics;
  std::string from, to, subject;
  bool follow = false;
  bool headers = false;
};

Error usage(std::string flag, std::string hint) {
  return Error{"bad_parameter", ErrorClass::invalid, std::move(flag), std::move(hint)};
}

// `pings` stands for muster.pings.v1.
std::optional<Topic> topic_named(const std::string& name) {
  if (const auto topic = topic_by_name(name)) return topic;
  return topic_by_name("muster." + name + ".v1");
}

Result<std::optional<Timestamp>> time_of(const char* flag, const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>{};
  auto time = parse_rfc3339(text);
  if (!time) return usage(flag, "a time as in 2026-11-21T08:00:00Z");
  return std::optional<Timestamp>{*time};
}

Result<ReadRange> range_of(const ReplayFlags& flags) {
  ReadRange range;
  range.follow = flags.follow;
  for (const std::string& name : flags.topics) {
    const auto topic = topic_named(name);
    if (!topic) return usage("--topic", fmt::format("there is no topic '{}'", name));
    range.topics.push_back(*topic);
  }
  if (range.topics.empty()) range.topics.assign(kFoldedTopics.begin(), kFoldedTopics.end());
  auto from = time_of("--from", flags.from);
  if (!from) return from.error();
  auto to = time_of("--to", flags.to);
  if (!to) return to.error();
  range.from = *from;
  range.to = *to;
  return range;
}

// False once nobody reads our output any more.
bool print(const log::RecordView& record, const ReplayFlags& flags) {
  if (!flags.subject.empty() && !is_about(record, flags.subject)) return true;
  const std::string line = record_line(record, flags.headers) + '\n';
  return std::fwrite(line.data(), 1, line.size(), stdout) == line.size();
}

int print_all(log::EventLog& log, const ReadRange& range, const ReplayFlags& flags, StopSignal& stop) {
  auto reader = TopicReader::open(log, range);
  if (!reader) return fail(reader.error());
  bool listened_to = true;
  while (listened_to && !reader->finished()) {
    const auto polled = reader->poll([&](const log::RecordView& record) { listened_to = listened_to && print(record, flags); });
    if (!polled) return fail(polled.error());
    const bool idle = *polled == 0;
    if (idle) listened_to = std::fflush(stdout) == 0 && listened_to;
    if (stop.within(idle ? kPause : std::chrono::milliseconds{0})) break;
  }
  std::fflush(stdout);
  return kDone;
}

int replay(const ReplayFlags& flags) {
  const auto range = range_of(flags);
  if (!range) return fail(range.error());
  StopSignal stop;
  return with_log(settings_of_log(), flags.log, [&](log::EventLog& log) { return print_all(log, *range, flags, stop); });
}

}  // namespace

void add_replay(CLI::App& root, int& exit_code) {
  auto flags = std::make_shared<ReplayFlags>();
  CLI::App* command = root.add_subcommand("replay", "Print topics as lines of JSON, in the order in which they were accepted");
  command->footer("The embedded log has one user at a time: stop the server, or replay from Kafka.");
  command->add_option("--topic", flags->topics, "checkins, pings, locations, checkouts, corrections (all of these if not given), "
                                                "directory, sessions, quarantine, audit; may be given several times")->type_name("NAME");
  command->add_option("--from", flags->from, "Only what was accepted at this time or later (RFC 3339)")->type_name("TIME");
  command->add_option("--to", flags->to, "Only what was accepted before this time")->type_name("TIME");
  command->add_option("--subject", flags->subject, "Only what is about this subject")->type_name("ID");
  command->add_flag("--follow", flags->follow, "Go on with what comes, until interrupted");
  command->add_flag("--headers", flags->headers, "With the headers of the records");
  add_flags(*command, settings_of_log(), flags->log);
  command->callback([flags, &exit_code] { exit_code = replay(*flags); });
}

}  // namespace muster::deploy
