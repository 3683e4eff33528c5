#include "api/change_burst.h"

#include <utility>

#include <fmt/format.h>

#include "api/access/may.h"
#include "processors/outbox.h"
#include "projections/codec.h"
#include "projections/index_keys.h"
#include "projections/queries.h"
#include "schemas/json_writer.h"

namespace muster::api {
namespace {

namespace keys = projections::keys;
using projections::Family;

constexpr std::size_t kTurn = 100;  // rows of one partition before the next one's

std::string gone(const processors::AnnouncedSession& about) {
  std::string data;
  JsonObjectWriter json(data);
  json.text("change", "gone");
  json.text("subject", about.subject.view());
  json.text("session_id", about.session.view());
  return data;
}

bool sees(const access::Principal& who, const processors::AnnouncedSession& about, const processors::Directory& directory) {
  return about.tenant == who.tenant && may(who, access::Action::read_subject, about.subject, directory) == access::Verdict::yes;
}

}  // namespace

ChangeBurst::ChangeBurst(std::string_view lineage) : lineage_(lineage), body_("retry: 2000\n\n") {}

void ChangeBurst::reset(const FeedPoint& present) {
  body_ += fmt::format("event: reset\nid: {}\ndata: {{\"reason\":\"too_old\"}}\n\n", feed_token(lineage_, present));
  empty_ = false;
}

bool ChangeBurst::add(const projections::Reads& rows, const processors::Directory& directory, const access::Principal& who,
                      const FeedPoint& present, FeedPoint& point) {
  const auto full = [&] { return body_.size() >= kBytesAtMost || rows_ >= kRowsAtMost; };
  for (bool more = true; more;) {
    more = false;
    for (std::size_t p = 0; p < point.size() && !full(); ++p) {
      const auto partition = static_cast<keys::Partition>(p);
      std::size_t turn = 0;
      rows.scan(Family::outbox, keys::outbox(partition, point[p]), keys::outbox(partition, present[p]),
                [&](std::string_view key, std::string_view value) {
                  point[p] = keys::parse_outbox_seq(key).value_or(point[p]) + 1;
                  ++rows_;
                  const auto row = projections::or_fail(projections::decode_outbox(value));
                  const auto about = processors::announced_session(row);
                  if (about && sees(who, *about, directory)) {
                    body_ += fmt::format("event: {}\nid: {}\ndata: ", processors::change_of(row), feed_token(lineage_, point));
                    body_ += row.value ? *row.value : gone(*about);
                    body_ += "\n\n";
                    empty_ = false;
                  }
                  return ++turn < kTurn && !full();
                });
      more = more || point[p] < present[p];
    }
    if (full()) return point != present;
  }
  return false;
}

std::string ChangeBurst::take(const FeedPoint& point) {
  body_ += fmt::format("id: {}\n\n", feed_token(lineage_, point));
  return std::move(body_);
}

}  // namespace muster::api
