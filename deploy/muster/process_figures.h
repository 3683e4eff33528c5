// The figures of a process for /metrics, from what its parts count. Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/access/audit_log.h"
#include "api/access/password_pool.h"
#include "api/http/server.h"
#include "api/metrics.h"
#include "deploy/muster/metered_log.h"
#include "ingest/log/embedded_log.h"
#include "ingest/log/kafka_log.h"
#include "processors/directory.h"
#include "processors/runner.h"

namespace muster::deploy {

void append_server_figures(const http::ServerStats& stats, std::vector<api::Figure>& out);
void append_log_figures(const AppendFigures& figures, bool healthy, std::vector<api::Figure>& out);
void append_embedded_figures(const log::EmbeddedLog::Stats& stats, std::vector<api::Figure>& out);
void append_kafka_figures(const log::KafkaLog::Stats& stats, std::vector<api::Figure>& out);
// `dirty_limit`: bytes, of all partitions.
void append_task_figures(const processors::RunnerReport& report, std::size_t dirty_limit, std::vector<api::Figure>& out);
void append_rebuild_figures(const processors::RunnerReport& report, const std::optional<processors::RunnerReport>& beside,
                            std::vector<api::Figure>& out);
void append_store_figures(const std::map<std::string, std::uint64_t>& figures, bool writable, std::vector<api::Figure>& out);
void append_audit_figures(const access::AuditFigures& figures, std::vector<api::Figure>& out);
void append_password_figures(const access::PasswordFigures& figures, std::vector<api::Figure>& out);
void append_directory_figures(const processors::Directory& directory, std::uint64_t refused, std::vector<api::Figure>& out);

}  // namespace muster::deploy
