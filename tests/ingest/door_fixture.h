// A door on the memory log with clocks that tests set, asked as a client would: JSON in, status and
// JSON out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/credentials.h"
#include "ingest/answers.h"
#include "ingest/door.h"
#include "ingest/log/memory_log.h"
#include "schemas/codec.h"
#include "tests/ingest/asked.h"

namespace muster::ingest {

struct DoorFixture {
  explicit DoorFixture(DoorLimits limits = {}, Projected projected = {})
      : door({*log, directory, policies, *audit, wall, monotonic, std::move(projected)}, limits) {
    put_place("7", R"({"lat":52.5,"lon":13.4,"name":"Site","radius_m":100})");
  }

  void put_place(const std::string& id, const std::string& record) {
    Event event;
    event.env = Envelope{EventId{"p"}, "/t", Tenant{"default"}, SubjectId{id}, wall.t, wall.t, {}, {}, false, {}};
    event.data = DirectoryChange{DirectoryType::place, id, record};
    if (!directory.apply("default/place/" + id, encode(event)).ok()) std::abort();
  }

  // Empty while the log has not acknowledged.
  std::shared_ptr<std::optional<Answered>> start(const Post& post) {
    auto slot = std::make_shared<std::optional<Answered>>();
    WriteRequest request;
    request.who = who;
    request.body = Body{post.call, post.type, post.body, post.ce_headers};
    request.idempotency_key = post.key;
    request.wait = post.wait;
    door.write(request, [slot, wait = post.wait](const WriteAnswer& answer) {
      Answered got;
      got.response = to_response(answer, "r-1", wait);
      got.status = got.response.status;
      got.body = Json::parse(got.response.body);
      *slot = std::move(got);
    });
    return slot;
  }
  Answered post(const Post& post) { return start(post)->value(); }
  Answered post(Call call, const std::string& body) { return post(Post{call, body}); }
  Answered event(const std::string& body, const std::string& type = "application/cloudevents+json") {
    return post(Post{Call::events, body, type});
  }

  // All that a topic holds, partition by partition.
  std::vector<Event> events(Topic topic) {
    std::vector<Event> list;
    EventDecoder decoder;
    for (log::Partition p = 0; p < log->partitions(); ++p) {
      auto reader = std::move(log->read(topic, p, 0)).value();
      while (*reader->poll(100, [&](const log::RecordView& record) {
        if (!decoder.decode(record.value, list.emplace_back()).ok()) std::abort();
      }) > 0) {
      }
    }
    return list;
  }

  SetWall wall;
  SetMonotonic monotonic;
  std::shared_ptr<log::MemoryLog> log = log::make_memory_log();
  processors::Directory directory;
  Policies policies = Policies::built_in();
  access::Principal who = *access::no_credentials()->identify(http::Request{});
  std::unique_ptr<access::Audit> audit = access::no_audit();
  Door door;
};

inline access::Principal principal(access::RoleSet roles, const char* subject = "") {
  return access::Principal{Tenant{"default"}, roles, SubjectId{subject}, "", subject};
}

}  // namespace muster::ingest
