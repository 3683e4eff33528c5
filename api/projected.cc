#include "api/projected.h"

#include <algorithm>
#include <utility>

#include "processors/history.h"
#include "projections/codec.h"
#include "projections/outcomes.h"
#include "projections/queries.h"
#include "projections/session_json.h"
#include "schemas/codec.h"
#include "schemas/order.h"

namespace muster::api {
namespace {

using projections::ShownSession;

struct Waiting {
  Tenant tenant;
  std::vector<ingest::ItemAnswer> items;
  std::function<void(bool, std::vector<ingest::ItemAnswer>)> done;
};

const SessionId* named_session(const EventData& data) {
  if (const auto* ping = std::get_if<Ping>(&data)) return &ping->session_id;
  if (const auto* location = std::get_if<Location>(&data)) return &location->session_id;
  return nullptr;
}

// What became of the item: it is the event of its identity, or one more copy of it.
std::optional<projections::HistoryRow> history_of(const projections::Reads& rows, const Tenant& tenant,
                                                  const ingest::ItemAnswer& item) {
  const Envelope& env = item.event.env;
  const EventType type = event_type(item.event.data);
  const auto scope = projections::keys::scope(item.position->partition, tenant, env.subject);
  const auto known = rows.get(projections::Family::identities,
                              projections::keys::identity(scope, type, env.source, env.id));
  if (!known) return std::nullopt;
  const auto identity = projections::or_fail(projections::decode_identity(*known));
  const projections::EventRef ref{identity.time, type, env.id, env.source};
  const auto bytes = rows.get(projections::Family::history, projections::keys::history(scope, ref));
  if (!bytes) return std::nullopt;
  auto row = projections::or_fail(projections::decode_history(*bytes));
  const bool first = row.partition == item.position->partition && row.offset == item.position->offset;
  if (first && row.record == encode(item.event)) return row;
  const bool same = identity.data_digest == processors::data_digest(item.event);
  row.outcome = same ? projections::Outcome::repeated : projections::Outcome::id_conflict;
  return row;
}

std::optional<ShownSession> session_of(const projections::Reads& rows, const Tenant& tenant, const SubjectId& subject,
                                       const SessionId& id, Timestamp as_of) {
  for (const auto& at : projections::find_session(rows, tenant, id)) {
    if (at.subject == subject) return projections::show_session(rows, tenant, at, as_of);
  }
  return std::nullopt;
}

// A correction names a session itself, not an alias.
projections::Outcome outcome_of(const std::optional<ShownSession>& shown, const SessionId& id, const Envelope& env,
                                EventType type) {
  if (!shown || shown->place.session != id) return projections::Outcome::unknown_session;
  return projections::outcome_of_correction(shown->stored.row, {env.time, type, env.id, env.source});
}

const SessionId* corrected_session(const EventData& data) {
  if (const auto* amendment = std::get_if<Amendment>(&data)) return &amendment->session_id;
  if (const auto* review = std::get_if<Review>(&data)) return &review->session_id;
  return nullptr;
}

void fill_in_all(const Services& services, Waiting& waiting) {
  const auto store = services.store.get();
  const auto rows = store->snapshot();
  const Timestamp now = services.wall.now();
  for (ingest::ItemAnswer& item : waiting.items) {
    if (item.position) fill_in(*rows, waiting.tenant, now, item);
  }
}

void answer(const Services& services, Waiting& waiting) {
  bool seen = true;
  try {
    fill_in_all(services, waiting);
  } catch (const projections::ReadFailure&) {
    seen = false;  // they are taken all the same; reads will say what is wrong with the store
  }
  waiting.done(seen, std::move(waiting.items));
}

}  // namespace

void fill_in(const projections::Reads& rows, const Tenant& tenant, Timestamp now, ingest::ItemAnswer& item) {
  const Event& event = item.event;
  const Timestamp as_of = std::max(now, event.env.time);  // a clock may be ahead by what the door allows
  std::optional<ShownSession> shown;
  if (const SessionId* id = named_session(event.data)) {
    shown = session_of(rows, tenant, event.env.subject, *id, as_of);
    const auto* row_of = shown ? &shown->stored.row : nullptr;
    item.outcome = name_of(projections::outcome_of_sign(row_of, shown ? shown->vouched.all : projections::Components{},
                                                        *id, event.env.time));
  } else if (is_lifecycle(event.data)) {
    const auto row = history_of(rows, tenant, item);
    if (!row) return;
    item.outcome = name_of(row->outcome);
    if (const SessionId* corrected = corrected_session(event.data)) {
      shown = session_of(rows, tenant, event.env.subject, *corrected, as_of);
      if (row->outcome == projections::Outcome::accepted) {
        item.outcome = name_of(outcome_of(shown, *corrected, event.env, event_type(event.data)));
        if (shown && shown->place.session != *corrected) shown.reset();
      }
    } else if (!row->session.empty()) shown = session_of(rows, tenant, event.env.subject, SessionId{row->session}, as_of);
  }
  if (!shown) return;
  item.session.emplace();
  projections::append_session_json(*item.session, shown->stored.row, shown->view, as_of, shown->stored.version);
}

ingest::Projected projected(const Services& services, Background& background) {
  return [&services, &background](Tenant tenant, std::vector<ingest::ItemAnswer> items,
                                  std::chrono::nanoseconds deadline,
                                  std::function<void(bool, std::vector<ingest::ItemAnswer>)> done) {
    std::vector<log::Position> positions;
    for (const auto& item : items) {
      if (item.position) positions.push_back(*item.position);
    }
    auto waiting = std::make_shared<Waiting>(Waiting{std::move(tenant), std::move(items), std::move(done)});
    services.progress.wait(std::move(positions), deadline, [&services, &background, waiting](bool seen) {
      if (!seen) return waiting->done(false, std::move(waiting->items));
      if (background.run([&services, waiting] { answer(services, *waiting); })) return;
      waiting->done(false, std::move(waiting->items));  // too busy to look: they are taken all the same
    });
  };
}

}  // namespace muster::api
