#include "api/http/reply.h"

#include <utility>

namespace muster::http {

Reply::Reply(std::shared_ptr<ReplySink> sink, ReplyAddress to)
    : sink_(std::move(sink)), to_(to) {}

Reply::~Reply() {
  if (sink_) sink_->deliver(Completion{to_, {}, route_, true});
}

void Reply::operator()(Response response) {
  if (!sink_) return;
  // Taken out first: whatever happens below, nothing is answered twice.
  const std::shared_ptr<ReplySink> sink = std::move(sink_);
  sink->deliver(Completion{to_, std::move(response), route_, false});
}

}  // namespace muster::http
