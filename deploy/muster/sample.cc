// muster sample: gives a running server something to show.

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/command.h"
#include "deploy/muster/http_client.h"
#include "deploy/muster/sample_traffic.h"

namespace muster::deploy {
namespace {

struct SampleFlags {
  ServerFlags server;
  std::string at;
  SampleOptions options;
};

struct Taken {
  std::size_t items = 0, refused = 0;
  std::string why;  // of the first that was refused
};

void count(const SampleCall& call, const HttpAnswer& answer, Taken& taken) {
  taken.items += call.items;
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (answer.status >= 400) {
    taken.refused += call.items;
    if (taken.why.empty()) taken.why = fmt::format("{} {}: {}", call.method, call.path, answer.body.substr(0, 300));
    return;
  }
  if (!body.is_object() || !body.contains("items")) return;
  for (const auto& item : body["items"]) {
    if (item.value("status", 0) < 400) continue;
    ++taken.refused;
    if (taken.why.empty()) taken.why = fmt::format("{} {}: {}", call.method, call.path, item.dump().substr(0, 300));
  }
}

int sample(SampleFlags flags) {
  HttpClient client(flags.server);
  const auto now = flags.at.empty() ? server_time(client) : parse_rfc3339(flags.at);
  if (!now && !flags.at.empty()) return fail({"bad_parameter", ErrorClass::invalid, "--at", "a time as in 2026-11-21T08:00:00Z"});
  if (!now) return fail(now.error());
  flags.options.now = *now;
  Taken taken;
  for (const SampleCall& call : sample_calls(flags.options)) {
    // Waited for, so that whoever asks next sees it all.
    std::vector<std::string> headers{"Content-Type: application/json", "Prefer: wait=10"};
    if (!call.key.empty()) headers.push_back("Idempotency-Key: " + call.key);
    const auto answer = client.call(call.method, call.path, call.body, headers);
    if (!answer) return fail(answer.error());
    count(call, *answer, taken);
  }
  if (taken.refused > 0) {
    return fail({"bad_request", ErrorClass::refused, flags.server.url, fmt::format("{} of {} were refused; the first: {}", taken.refused, taken.items, taken.why)});
  }
  fmt::print("{} people, {} places, {} sessions: {} records taken by {}\n", flags.options.users, flags.options.clients,
             flags.options.sessions, taken.items, flags.server.url);
  return kDone;
}

}  // namespace

void add_sample(CLI::App& root, int& exit_code) {
  auto flags = std::make_shared<SampleFlags>();
  CLI::App* command = root.add_subcommand("sample", "Fill a running server with a day of realistic traffic");
  add_server_flags(*command, flags->server);
  command->add_option("--users", flags->options.users, "People")->check(CLI::Range(1U, 100'000U))->capture_default_str();
  command->add_option("--clients", flags->options.clients, "Places that are visited")->check(CLI::Range(0U, 10'000U))->capture_default_str();
  command->add_option("--sessions", flags->options.sessions, "Sessions, the last ones still going on")->check(CLI::Range(0U, 1'000'000U))->capture_default_str();
  command->add_option("--seed", flags->options.seed, "Another seed, other traffic")->capture_default_str();
  command->add_option("--at", flags->at, "The end of the day (now, as the server's clock has it, if not given)")->type_name("TIME");
  command->callback([flags, &exit_code] { exit_code = sample(*flags); });
}

}  // namespace muster::deploy
