#include "deploy/muster/crash_hook.h"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

namespace muster::deploy {

processors::ReachedHook crash_hook() {
  const char* const variable = std::getenv("MUSTER_CRASH_AT");
  if (variable == nullptr) return {};
  std::string name = variable;
  long count = 1;
  if (const std::size_t colon = name.find(':'); colon != std::string::npos) {
    std::from_chars(name.data() + colon + 1, name.data() + name.size(), count);
    name.resize(colon);
  }
  auto left = std::make_shared<std::atomic<long>>(count);
  return [name, left](std::string_view reached) {
    if (reached == name && left->fetch_sub(1) == 1) std::raise(SIGKILL);
  };
}

}  // namespace muster::deploy
