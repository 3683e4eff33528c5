#include "api/changes.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/background.h"
#include "api/change_burst.h"
#include "api/http/problem.h"
#include "api/negotiate.h"
#include "api/subjects_seen.h"
#include "projections/outbox_owner.h"

namespace muster::api {
namespace {

constexpr std::chrono::seconds kLongestWait{10};
constexpr std::chrono::milliseconds kAskAgain{500};
constexpr std::size_t kWaitingAtMost = 1000;
constexpr std::string_view kEventStream = "text/event-stream";

struct Reader {
  access::Principal who;
  http::Request request;
  http::Reply reply;
  std::chrono::nanoseconds deadline{};
  FeedPoint point;      // where the burst goes on
  bool begun = false;   // `point` is known
};
using SharedReader = std::shared_ptr<Reader>;

Status acceptable(const http::Request& request) {
  if (!request.query.empty()) return Error{"unknown_parameter", ErrorClass::invalid, "", "this call has no parameters"};
  const std::string* accept = request.header("accept");
  if (accept == nullptr || accept->empty() || negotiate(*accept, std::span(&kEventStream, 1))) return Done{};
  return Error{"not_acceptable", ErrorClass::invalid, "", "This call has text/event-stream."};
}

}  // namespace

struct Changes::Impl {
  explicit Impl(Services s) : services(std::move(s)), lineage(lineage_of(services.epoch, projections::outbox_lineage(*services.store.get(), 0))) {}

  void handle(http::Request request, http::Reply reply) {
    auto who = services.credentials.identify(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    if (auto status = may_list(*who, access::Action::read_subject); !status) {
      services.audit.note(access::entry_of(*who, request, "refused", request.path, "forbidden"));
      return reply(http::problem(status.error(), request.request_id));
    }
    if (auto status = acceptable(request); !status) return reply(http::problem(status.error(), request.request_id));
    if (!services.announces) {
      return reply(http::problem({"not_yet", ErrorClass::refused, "", "a replica announces nothing: ask the server that does"}, request.request_id));
    }
    auto reader = std::make_shared<Reader>(Reader{std::move(who).value(), std::move(request), std::move(reply),
                                                  services.monotonic.now() + kLongestWait, {}, false});
    if (background.run([this, reader] { burst(reader); })) return;
    reader->reply(http::problem({"over_budget", ErrorClass::retry, "", "Too many readers."}, reader->request.request_id));
  }

  // Who asks, as it is now: the role, the department and the credential itself may be others than at first.
  Result<access::Principal> who_asks(const http::Request& request) const {
    auto who = services.credentials.identify(request);
    if (!who) return who;
    if (auto status = may_list(*who, access::Action::read_subject); !status) return status.error();
    return who;
  }

  bool sees_otherwise(const Reader& reader) const {
    const auto who = who_asks(reader.request);
    return !who || who->roles != reader.who.roles || who->department != reader.who.department || who->subject != reader.who.subject;
  }

  // Answers, or waits on.
  void burst(const SharedReader& reader) {
    if (reader->begun) {
      auto who = who_asks(reader->request);
      if (!who) return reader->reply(http::problem(who.error(), reader->request.request_id));
      reader->who = std::move(who).value();
    }
    try {
      const auto store = services.store.get();
      const auto rows = store->snapshot();
      ChangeBurst burst(lineage);
      const FeedPoint present = present_point(*rows, services.partitions);
      const bool first = !std::exchange(reader->begun, true);
      if (first) begin(*rows, *reader, present, burst);
      const bool full = burst.add(*rows, services.directory, reader->who, present, reader->point);
      const bool over = ending || services.monotonic.now() >= reader->deadline;
      if (burst.empty() && !full && !over && wait_on(reader)) return;
      answer(*reader, burst.take(reader->point));
    } catch (const projections::ReadFailure& failure) {
      reader->reply(http::problem(failure.error(), reader->request.request_id));
    }
  }

  // From where the reader was. Who comes for the first time is told at once where the present is.
  void begin(const projections::Reads& rows, Reader& reader, const FeedPoint& present, ChangeBurst& burst) const {
    const std::string* token = reader.request.header("last-event-id");
    std::optional<FeedPoint> asked;
    if (token != nullptr) asked = parse_feed_token(lineage, services.partitions, *token);
    if (asked && still_kept(rows, *asked, present)) {
      reader.point = std::move(*asked);
      return;
    }
    reader.point = present;
    reader.deadline = {};
    if (token != nullptr) burst.reset(present);
  }

  bool wait_on(const SharedReader& reader) {
    const std::lock_guard lock(mutex);
    if (ending || waiting.size() >= kWaitingAtMost) return false;
    waiting.push_back(reader);
    return true;
  }

  void answer(Reader& reader, std::string body) const {
    reader.reply({200, std::string(kEventStream), std::move(body), {{"Cache-Control", "no-store"}}});
  }

  void look() {
    {
      const std::lock_guard lock(mutex);
      if (waiting.empty()) return;
    }
    try {
      const FeedPoint present = present_point(*services.store.get()->snapshot(), services.partitions);
      const auto now = services.monotonic.now();
      const bool ask = now >= next_ask;
      if (ask) next_ask = now + kAskAgain;
      serve(take([&](const Reader& reader) { return reader.deadline <= now || reader.point != present; }));
      if (ask) ask_all();
    } catch (const projections::ReadFailure&) {
      serve(take([](const Reader&) { return true; }));  // who looks for himself, tells
    }
  }

  // Who reads from the store to know who asks does so on a thread of this: nobody else waits for it.
  void ask_all() {
    in_background(take([](const Reader&) { return true; }), [this](const SharedReader& reader) {
      if (sees_otherwise(*reader) || !wait_on(reader)) burst(reader);
    });
  }

  template <class Due>
  std::vector<SharedReader> take(Due due) {
    const std::lock_guard lock(mutex);
    const auto it = std::partition(waiting.begin(), waiting.end(), [&](const SharedReader& reader) { return !due(*reader); });
    std::vector<SharedReader> taken(it, waiting.end());
    waiting.erase(it, waiting.end());
    return taken;
  }

  void serve(std::vector<SharedReader> readers) {
    in_background(std::move(readers), [this](const SharedReader& reader) { burst(reader); });
  }

  template <class Each>
  void in_background(std::vector<SharedReader> readers, Each each) {
    if (readers.empty()) return;
    auto all = std::make_shared<std::vector<SharedReader>>(std::move(readers));
    const bool taken = background.run([all, each] {
      for (const SharedReader& reader : *all) each(reader);
    });
    if (taken) return;
    const std::lock_guard lock(mutex);
    waiting.insert(waiting.end(), all->begin(), all->end());
  }

  const Services services;
  const std::string lineage;
  std::chrono::nanoseconds next_ask{0};  // of whoever calls look()
  std::mutex mutex;
  std::vector<SharedReader> waiting;
  std::atomic<bool> ending{false};
  Background background{1};  // last: it ends first
};

Changes::Changes(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {}
Changes::~Changes() { end_waits(); }

void Changes::add_routes(http::Router& router) {
  router.add("GET", "/v1/changes", [self = impl_.get()](http::Request request, http::Reply reply) {
    self->handle(std::move(request), std::move(reply));
  });
}

void Changes::look() { impl_->look(); }

std::size_t Changes::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->waiting.size();
}

void Changes::end_waits() {
  impl_->ending = true;
  impl_->serve(impl_->take([](const Reader&) { return true; }));
}

}  // namespace muster::api
