#include <cstdlib>
#include <fstream>
#include <iterator>

#include <CLI/CLI.hpp>

#include "deploy/muster/http_client.h"

namespace muster::deploy {
namespace {

// From the environment: as it is, or what the file holds that NAME_FILE names.
std::string secret_of(const char* name) {
  if (const char* text = std::getenv(name); text != nullptr && *text != '\0') return text;
  const char* file = std::getenv((std::string(name) + "_FILE").c_str());
  if (file == nullptr || *file == '\0') return {};
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

}  // namespace

void add_server_flags(CLI::App& command, ServerFlags& flags) {
  command.add_option("--url", flags.url, "The server [MUSTER_URL]")->envname("MUSTER_URL")->capture_default_str();
  add_credential_flags(command, flags);
}

void add_credential_flags(CLI::App& command, ServerFlags& flags) {
  flags.token = secret_of("MUSTER_TOKEN");
  flags.key = secret_of("MUSTER_KEY");
  const auto* token = command.add_option("--token", flags.token, "Who calls: an access token [MUSTER_TOKEN, MUSTER_TOKEN_FILE]")->type_name("TOKEN");
  const auto* key = command.add_option("--key", flags.key, "Who calls: an API key [MUSTER_KEY, MUSTER_KEY_FILE]")->type_name("KEY");
  command.parse_complete_callback([&flags, token, key] { flags.by_key = key->count() > 0 && token->count() == 0; });
}

}  // namespace muster::deploy
