#include "deploy/muster/process_figures.h"

#include <algorithm>
#include <fmt/format.h>

#include "schemas/enum_names.h"
#include "schemas/topics.h"

namespace muster::deploy {
namespace {

using api::Figure;
using api::FigureType;
using Labels = std::vector<std::pair<std::string, std::string>>;

class Writer {
 public:
  explicit Writer(std::vector<Figure>& out) : out_(out) {}

  template <class Number>
  void counter(const char* name, const char* help, Number value, Labels labels = {}) {
    out_.push_back({name, help, FigureType::counter, static_cast<double>(value), std::move(labels)});
  }
  template <class Number>
  void gauge(const char* name, const char* help, Number value, Labels labels = {}) {
    out_.push_back({name, help, FigureType::gauge, static_cast<double>(value), std::move(labels)});
  }

 private:
  std::vector<Figure>& out_;
};

// Cumulative, as a histogram of Prometheus has it.
void spread(Writer& write, const std::string& name, const char* help, const processors::Spread& values) {
  const std::string bucket = name + "_bucket";
  for (std::size_t i = 0; i < values.at_most.size(); ++i) {
    write.counter(bucket.c_str(), help, values.at_most[i], {{"le", fmt::format("{}", processors::Spread::kBounds[i])}});
  }
  write.counter(bucket.c_str(), help, values.count, {{"le", "+Inf"}});
  write.counter((name + "_sum").c_str(), help, values.sum);
  write.counter((name + "_count").c_str(), help, values.count);
}

void engine_figures(Writer& write, const processors::EngineFigures& engine) {
  write.counter("muster_folded_events_total", "Events taken into the projections", engine.folded);
  write.counter("muster_late_events_total", "Events that were behind the newest of their subject", engine.late);
  write.counter("muster_refolded_events_total", "Events folded again because of late ones", engine.refolded);
  write.gauge("muster_refolded_events_most", "The most events folded again for one subject in one batch", engine.most_refolded);
  write.counter("muster_repeated_events_total", "Further copies of known events", engine.repeated);
  write.gauge("muster_cached_subjects", "Subjects held in memory", engine.cached_subjects);
  write.counter("muster_subject_cache_hits_total", "Subjects that were in memory when an event came", engine.cache_hits);
  write.counter("muster_subject_cache_misses_total", "Subjects that had to be read from the store", engine.cache_misses);
  write.gauge("muster_dirty_bytes", "Budget taken by changes that are not committed", engine.dirty_bytes);
}

void partition_figures(Writer& write, const processors::RunnerReport& report) {
  for (std::size_t p = 0; p < report.partitions.size(); ++p) {
    write.gauge("muster_partition_running", "1 where the projections of a partition follow the log",
                report.partitions[p].task.state == processors::TaskState::running ? 1 : 0, {{"partition", std::to_string(p)}});
  }
  for (std::size_t p = 0; p < report.partitions.size(); ++p) {
    write.gauge("muster_lag_records", "Records of the log that are not visible yet", report.partitions[p].lag_records,
                {{"partition", std::to_string(p)}});
  }
}

}  // namespace

void append_server_figures(const http::ServerStats& stats, std::vector<Figure>& out) {
  Writer write(out);
  write.gauge("muster_http_connections", "Open connections", stats.connections);
  write.gauge("muster_http_in_flight_requests", "Requests that are not answered yet", stats.in_flight);
  write.gauge("muster_http_in_flight_body_bytes", "Budget taken by bodies", stats.in_flight_body_bytes);
  write.gauge("muster_http_in_flight_body_limit_bytes", "Budget of bodies", stats.in_flight_body_limit);
  write.gauge("muster_http_unsent_reply_bytes", "Budget taken by answers", stats.unsent_reply_bytes);
  write.gauge("muster_http_unsent_reply_limit_bytes", "Budget of answers", stats.unsent_reply_limit);
  write.counter("muster_http_accepted_total", "Connections accepted", stats.accepted);
  write.counter("muster_http_late_completions_total", "Answers whose client had gone", stats.late_completions);
  write.counter("muster_http_exceptions_total", "Exceptions that a request caused", stats.exceptions);
  write.counter("muster_http_timeouts_total", "Connections that ran out of time", stats.timeouts);
  write.counter("muster_http_over_budget_total", "Requests refused because a budget was spent", stats.over_budget);
}

void append_log_figures(const AppendFigures& figures, bool healthy, std::vector<Figure>& out) {
  Writer write(out);
  write.gauge("muster_log_healthy", "1 while the event log takes appends", healthy ? 1 : 0);
  for (const TopicSpec& topic : all_topics()) {
    write.counter("muster_appended_records_total", "Records that the event log has acknowledged",
                  figures.appended[static_cast<std::size_t>(topic.topic)], {{"topic", std::string(topic.name)}});
  }
  write.counter("muster_failed_appends_total", "Records that the event log refused, or may not have taken", figures.failed);
}

void append_embedded_figures(const log::EmbeddedLog::Stats& stats, std::vector<Figure>& out) {
  Writer write(out);
  write.counter("muster_log_commits_total", "Synced writes of the embedded log", stats.commits);
  write.counter("muster_log_committed_records_total", "Records in them", stats.records);
  write.gauge("muster_log_pending_bytes", "Bytes waiting to be written", stats.pending_bytes);
}

void append_kafka_figures(const log::KafkaLog::Stats& stats, std::vector<Figure>& out) {
  Writer write(out);
  write.gauge("muster_kafka_pending_bytes", "Budget taken by records on their way to Kafka", stats.pending_bytes);
  write.gauge("muster_kafka_pending_limit_bytes", "Budget of records on their way to Kafka", stats.pending_limit);
  write.gauge("muster_kafka_fetched_records", "Records fetched from Kafka and not taken yet", stats.fetched_records);
  write.gauge("muster_kafka_fetched_limit_bytes", "Budget of records that are fetched ahead", stats.fetched_limit_bytes);
}

void append_task_figures(const processors::RunnerReport& report, std::size_t dirty_limit, std::vector<Figure>& out) {
  Writer write(out);
  partition_figures(write, report);
  write.gauge("muster_lag_seconds", "Age of the newest record taken in, of the slowest partition",
              std::chrono::duration<double>(report.behind).count());
  const processors::TaskFigures& total = report.total;
  write.counter("muster_read_records_total", "Records taken from the log", total.read);
  engine_figures(write, total.engine);
  write.gauge("muster_dirty_limit_bytes", "Budget of changes that are not committed", dirty_limit);
  for (const auto& [code, count] : total.quarantined) {
    write.counter("muster_quarantined_records_total", "Records that could not be folded", count, {{"code", code}});
  }
  write.counter("muster_timers_total", "Ends that time alone brought", total.timers);
  write.counter("muster_failed_commits_total", "Commits that the store refused", total.failed_commits);
  spread(write, "muster_commit_records", "Records a commit", total.batch_records);
  spread(write, "muster_commit_microseconds", "Time of a commit", total.commit_micros);
  write.counter("muster_announced_total", "Changes of sessions put into the outbox", total.announced);
  write.counter("muster_emitted_records_total", "Rows of the outbox that the log has", report.emitter.emitted);
  write.counter("muster_dropped_announcements_total", "Rows that the log will never take", report.emitter.dropped);
  write.gauge("muster_outbox_waiting", "Rows of the outbox that the log does not have yet", report.emitter.waiting);
}

void append_rebuild_figures(const processors::RunnerReport& report, const std::optional<processors::RunnerReport>& beside,
                            std::vector<Figure>& out) {
  Writer write(out);
  const auto rebuilding = std::count_if(report.partitions.begin(), report.partitions.end(), [](const processors::PartitionReport& p) {
    return p.task.state == processors::TaskState::rebuilding;
  });
  write.gauge("muster_rebuilding_partitions", "Partitions that nobody can ask before their state is made of what the log holds", rebuilding);
  write.gauge("muster_rebuild_running", "1 while a state is made beside the one that serves", beside ? 1 : 0);
  write.gauge("muster_rebuild_records_left", "Records until a state that is being made serves; 0 while there is none",
              rebuilding > 0 ? report.lag_records : beside ? beside->lag_records : 0);
}

void append_store_figures(const std::map<std::string, std::uint64_t>& figures, bool writable, std::vector<Figure>& out) {
  Writer write(out);
  write.gauge("muster_store_writable", "1 while the store takes writes", writable ? 1 : 0);
  for (const auto& [name, value] : figures) {
    write.gauge(("muster_store_" + name).c_str(), "Of the store's RocksDB", value);
  }
}

void append_audit_figures(const access::AuditFigures& figures, std::vector<Figure>& out) {
  Writer write(out);
  write.counter("muster_audit_written_total", "Entries of the audit that the log has", figures.written);
  write.counter("muster_audit_lost_total", "Entries of the audit that were not written: it could not keep up, or its log was away", figures.lost);
  write.gauge("muster_audit_waiting", "Entries of the audit on their way to the log", figures.waiting);
}

void append_password_figures(const access::PasswordFigures& figures, std::vector<Figure>& out) {
  const auto seconds = [](std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); };
  Writer write(out);
  write.gauge("muster_passwords_waiting", "Passwords that wait to be hashed", figures.waiting);
  write.gauge("muster_passwords_waiting_limit", "How many may: beyond it log-ins are answered 503", figures.most_waiting);
  write.counter("muster_passwords_hashed_total", "Passwords that were checked or made", figures.done);
  write.counter("muster_passwords_refused_total", "Log-ins and changes of passwords turned away since too many waited", figures.refused);
  write.counter("muster_passwords_hashing_seconds_total", "Time that hashing took, of all threads for it", seconds(figures.worked));
  write.counter("muster_passwords_waiting_seconds_total", "Time that passwords had waited when their turn came", seconds(figures.waited));
}

void append_directory_figures(const processors::Directory& directory, std::uint64_t refused, std::vector<Figure>& out) {
  Writer write(out);
  for (std::size_t type = 0; type < names_of(DirectoryType{}).size(); ++type) {
    write.gauge("muster_directory_records", "Records of the directory, by type", directory.size(static_cast<DirectoryType>(type)),
                {{"type", std::string(names_of(DirectoryType{})[type])}});
  }
  write.gauge("muster_directory_bytes", "Memory that the directory takes, about", directory.bytes());
  write.gauge("muster_directory_limit_bytes", "Most memory of the directory (--directory-bytes)", directory.most_bytes());
  write.counter("muster_directory_refused_total", "Records of the directory topic that are none", refused);
}

}  // namespace muster::deploy
