#include "deploy/muster/webhook_files.h"

#include <fstream>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

#include "deploy/muster/replace_file.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

Error unwritable(const std::filesystem::path& file) {
  return Error{"io_error", ErrorClass::retry, file.string(), "the webhook can't write there: nothing is sent until it can"};
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Status write(const std::filesystem::path& file, std::string_view text) { return replace_file(file, text) ? Status(Done{}) : Status(unwritable(file)); }

}  // namespace

WebhookFiles::WebhookFiles(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
  std::ifstream in(dead_letters());
  for (std::string line; std::getline(in, line);) ++buried_;
}

Result<std::optional<WebhookQueue>> WebhookFiles::load() const {
  const auto file = folder_ / "state.json";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::optional<WebhookQueue>{};
  auto queue = WebhookQueue::from_json(text_of(file));
  if (queue) return std::optional<WebhookQueue>{std::move(queue).value()};
  Error error = queue.error();
  error.where = file.string();
  return error;
}

Status WebhookFiles::save(const WebhookQueue& queue) const { return write(folder_ / "state.json", queue.to_json()); }

Status WebhookFiles::bury(const WebhookDead& dead) {
  const Json json{{"at", format_rfc3339(dead.at)}, {"why", dead.why}, {"id", dead.message.id}, {"body", Json::parse(dead.message.body, nullptr, false)}};
  std::ofstream out(dead_letters(), std::ios::app);
  out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  out.close();
  if (!out) return unwritable(dead_letters());
  if (++buried_ < 2 * kDeadLetters) return Done{};
  std::vector<std::string> lines;
  std::ifstream in(dead_letters());
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  std::string kept;
  for (std::size_t i = lines.size() - kDeadLetters; i < lines.size(); ++i) kept.append(lines[i]).append("\n");
  buried_ = kDeadLetters;
  return write(dead_letters(), kept);
}

std::string WebhookFiles::disabled() const {
  std::string url = text_of(folder_ / "disabled");
  while (!url.empty() && url.back() == '\n') url.pop_back();
  return url;
}

void WebhookFiles::disable(const std::string& url) const { (void)write(folder_ / "disabled", url + "\n").ok(); }

}  // namespace muster::deploy
