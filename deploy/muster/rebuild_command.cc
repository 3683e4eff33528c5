// muster rebuild: asks a running server to make its state anew beside the one that serves.

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "deploy/muster/command.h"
#include "deploy/muster/http_client.h"

namespace muster::deploy {
namespace {

constexpr std::chrono::seconds kAtMost{60};
constexpr std::chrono::milliseconds kLook{500};

struct RebuildFlags {
  ServerFlags server;
  bool wait = false;
};

// The line of /readyz?verbose, while there is one.
Result<std::string> progress_of(HttpClient& server) {
  const auto answer = server.call("GET", "/readyz?verbose", "", {});
  if (!answer) return answer.error();
  constexpr std::string_view kCheck = "] rebuild: ";
  const auto at = answer->body.find(kCheck);
  if (at == std::string::npos) return std::string{};
  const auto from = at + kCheck.size();
  return answer->body.substr(from, answer->body.find('\n', from) - from);
}

int rebuild(const RebuildFlags& flags) {
  HttpClient server(flags.server, kAtMost);
  const auto answer = server.call("POST", "/admin/rebuild", "{}", {"Content-Type: application/json"});
  if (!answer) return fail(answer.error());
  if (answer->status != 202) return fail(refusal(*answer, flags.server.url));
  fmt::print("a state is being made beside the one that serves: /readyz?verbose says how far it is\n");
  while (flags.wait) {
    const auto progress = progress_of(server);
    if (!progress) return fail(progress.error());
    if (progress->empty()) break;
    std::this_thread::sleep_for(kLook);
  }
  if (flags.wait) fmt::print("it serves\n");
  return kDone;
}

}  // namespace

void add_rebuild(CLI::App& root, int& exit_code) {
  auto flags = std::make_shared<RebuildFlags>();
  CLI::App* command = root.add_subcommand("rebuild", "Have a running server make its state anew from the log, beside the one that serves");
  command->footer("The new state takes the other's place once it is as far; that one is kept as state.old-N.\n"
                  "Answers, writes and announcements go on meanwhile.");
  add_server_flags(*command, flags->server);
  command->add_flag("--wait", flags->wait, "Until it serves");
  command->callback([flags, &exit_code] { exit_code = rebuild(*flags); });
}

}  // namespace muster::deploy
