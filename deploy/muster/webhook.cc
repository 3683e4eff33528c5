#include "deploy/muster/webhook.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "deploy/muster/webhook_files.h"
#include "deploy/muster/webhook_message.h"
#include "deploy/muster/webhook_queue.h"

namespace muster::deploy {
namespace {

constexpr std::size_t kRecords = 50;  // of one poll
constexpr std::chrono::milliseconds kIdle{200};
constexpr int kGone = 410;

}  // namespace

struct Webhook::Impl {
  Impl(WebhookOptions o, WebhookParts p) : options(std::move(o)), parts(std::move(p)), files(options.folder) {
    dead = files.buried();
    disabled = files.disabled() == options.target.url;
  }

  // Where it stood; the first time, and in another log, at the end: what was announced before is no news.
  Status open() {
    auto kept = files.load();
    if (!kept) return kept.error();
    queue = std::move(*kept).value_or(WebhookQueue{});
    if (queue.epoch != parts.log.epoch()) queue.positions.clear();
    queue.epoch = parts.log.epoch();
    std::vector<std::unique_ptr<log::Reader>> opened;
    for (log::Partition p = 0; p < parts.log.partitions(); ++p) {
      auto end = parts.log.end_offset(Topic::sessions, p);
      auto start = parts.log.log_start(Topic::sessions, p);
      if (!end) return end.error();
      if (!start) return start.error();
      const auto it = queue.positions.find(p);
      const log::Offset from = it == queue.positions.end() || it->second > *end ? *end : std::max(it->second, *start);
      auto reader = parts.log.read(Topic::sessions, p, from);
      if (!reader) return reader.error();
      queue.positions[p] = from;
      opened.push_back(std::move(reader).value());
    }
    if (auto status = files.save(queue); !status) return status;
    readers = std::move(opened);
    return Done{};
  }

  // What came since, kept before any of it is sent.
  Result<std::size_t> take_in() {
    std::size_t read = 0;
    for (std::size_t p = 0; p < readers.size() && !queue.full(); ++p) {
      auto count = readers[p]->poll(kRecords, [&](const log::RecordView& record) {
        if (record.tombstone) return;
        for (WebhookMessage& message : webhook_messages(record.key, record.value, options.flags)) queue.take(std::move(message), parts.wall.now());
      });
      if (!count) return count.error();
      queue.positions[static_cast<std::uint32_t>(p)] = readers[p]->position();
      read += *count;
    }
    if (read == 0) return read;
    if (auto status = files.save(queue); !status) return status.error();
    return read;
  }

  std::vector<std::string> headers_of(const WebhookMessage& message) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(parts.wall.now()).time_since_epoch().count();
    return {"Content-Type: application/json", "webhook-id: " + message.id, fmt::format("webhook-timestamp: {}", seconds),
            "webhook-signature: " + webhook_signature(options.secret, message.id, seconds, message.body), "User-Agent: muster"};
  }

  Result<std::size_t> call_one() {
    const WebhookPending* const next = queue.due(parts.wall.now());
    if (next == nullptr) return std::size_t{0};
    const WebhookMessage message = next->message;
    const auto status = parts.post(message.body, headers_of(message));
    if (status && *status >= 200 && *status < 300) {
      queue.delivered(message.id);
      ++delivered;
    } else if (auto kept = settle(message, status); !kept) {
      return kept.error();
    }
    if (auto saved = files.save(queue); !saved) return saved.error();
    return std::size_t{1};
  }

  Status settle(const WebhookMessage& message, const Result<int>& status) {
    ++failed;
    const std::string why = status ? fmt::format("the receiver answered {}", *status) : status.error().hint;
    parts.lines.write(Level::warn, "webhook_failed", why, {{"webhook_id", message.id}});
    if (status && *status == kGone) {
      files.disable(options.target.url);
      parts.lines.write(Level::error, "webhook_disabled", "the receiver answered 410 Gone: nothing is sent to it any more", {});
      const Status buried = bury(queue.give_up_all(why, parts.wall.now()));
      disabled = true;
      return buried;
    }
    auto given_up = queue.failed(message.id, why, parts.wall.now(), parts.chance());
    if (!given_up) return Done{};
    parts.lines.write(Level::error, "webhook_given_up", why, {{"webhook_id", message.id}});
    return bury({std::move(*given_up)});
  }

  Status bury(const std::vector<WebhookDead>& all) {
    pending = queue.size();
    for (const WebhookDead& one : all) {
      if (auto status = files.bury(one); !status) return status;
    }
    dead = files.buried();
    return Done{};
  }

  std::size_t round() {
    if (disabled) return 0;
    if (readers.empty()) {
      if (auto status = open(); !status) return report(status.error());
    }
    auto read = take_in();
    if (!read) return report(read.error());
    auto called = call_one();
    pending = queue.size();
    if (!called) return report(called.error());
    return *read + *called;
  }

  // Begins again from what is in the file.
  std::size_t report(const Error& error) {
    parts.lines.write(error, {{"reads", "webhook"}});
    readers.clear();
    return 0;
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      lock.unlock();
      const bool worked = round() > 0;
      lock.lock();
      if (!worked) wake.wait_for(lock, kIdle, [this] { return stopping; });
    }
  }

  const WebhookOptions options;
  const WebhookParts parts;
  WebhookFiles files;
  WebhookQueue queue;
  std::vector<std::unique_ptr<log::Reader>> readers;
  std::atomic<std::uint64_t> delivered{0}, failed{0}, dead{0}, pending{0};
  std::atomic<bool> disabled{false};

  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::thread thread;
};

Webhook::Webhook(WebhookOptions options, WebhookParts parts) : impl_(std::make_unique<Impl>(std::move(options), std::move(parts))) {}
Webhook::~Webhook() { stop(); }

void Webhook::start() {
  impl_->thread = std::thread([self = impl_.get()] { self->run(); });
}

void Webhook::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_all();
  if (impl_->thread.joinable()) impl_->thread.join();
}

std::size_t Webhook::work() { return impl_->round(); }

void Webhook::append_figures(std::vector<api::Figure>& out) const {
  using api::FigureType;
  const auto add = [&](const char* name, const char* help, FigureType type, double value) { out.push_back({name, help, type, value, {}}); };
  add("muster_webhook_delivered_total", "Messages that the receiver took", FigureType::counter, static_cast<double>(impl_->delivered));
  add("muster_webhook_failures_total", "Calls that failed, to be repeated or given up", FigureType::counter, static_cast<double>(impl_->failed));
  add("muster_webhook_pending", "Messages that the receiver has not taken yet", FigureType::gauge, static_cast<double>(impl_->pending));
  add("muster_webhook_dead_letters", "Messages given up, in webhook/dead_letters.ndjson", FigureType::gauge, static_cast<double>(impl_->dead));
  add("muster_webhook_disabled", "1 where the receiver answered 410", FigureType::gauge, impl_->disabled ? 1 : 0);
}

WebhookParts webhook_parts(const WebhookOptions& options, log::EventLog& log, const WallClock& wall, LogLines& lines) {
  auto random = std::make_shared<std::minstd_rand>(std::random_device{}());
  return {log, wall, lines,
          [target = options.target](const std::string& body, const std::vector<std::string>& headers) { return post_webhook(target, body, headers); },
          [random] { return std::uniform_real_distribution<double>(0, 1)(*random); }};
}

}  // namespace muster::deploy
