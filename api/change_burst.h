// One burst of GET /v1/changes in the making: rows of the outbox that its reader sees, as server-sent events,
// each with the point behind it as its id. One thread.
#pragma once

#include <string>
#include <string_view>

#include "api/access/principal.h"
#include "api/feed_point.h"
#include "processors/directory.h"

namespace muster::api {

class ChangeBurst {
 public:
  static constexpr std::size_t kBytesAtMost = std::size_t{1} << 20;  // and what the last event is over it
  static constexpr std::size_t kRowsAtMost = 50'000;                 // looked at

  explicit ChangeBurst(std::string_view lineage);

  // The reader has missed some: it is to read anew, and goes on from `present`.
  void reset(const FeedPoint& present);

  // Adds what lies between the two points, partition by partition in turn, and moves `point` past it. True:
  // there is more, for another burst. Throws ReadFailure.
  bool add(const projections::Reads& rows, const processors::Directory& directory, const access::Principal& who,
           const FeedPoint& present, FeedPoint& point);

  bool empty() const { return empty_; }
  // The body: its last id is `point`, also where what came before it was not for this reader.
  std::string take(const FeedPoint& point);

 private:
  const std::string_view lineage_;
  std::string body_;
  std::size_t rows_ = 0;
  bool empty_ = true;
};

}  // namespace muster::api
