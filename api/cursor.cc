#include "api/cursor.h"

#include "projections/bytes.h"

namespace muster::api {
namespace {

constexpr std::uint8_t kVersion = 1;

Error bad_cursor() {
  return {"bad_cursor", ErrorClass::invalid, "/cursor", "Take next_cursor of the page before, or begin without one."};
}

}  // namespace

std::string CursorSigner::encode(std::string_view scope, const Cursor& cursor) const {
  projections::ByteWriter out;
  out.byte(kVersion);
  out.zigzag(to_ms(cursor.as_of));
  out.text(cursor.last_key);
  out.varint(cursor.filters.size());
  for (const auto& [name, value] : cursor.filters) {
    out.text(name);
    out.text(value);
  }
  return signer_.sign(scope, out.bytes());
}

Result<Cursor> CursorSigner::decode(std::string_view scope, std::string_view token) const {
  const auto payload = signer_.verified(scope, token);
  if (!payload) return bad_cursor();
  projections::ByteReader in(*payload);
  if (in.byte() != kVersion) return bad_cursor();
  Cursor cursor;
  cursor.as_of = from_ms(in.zigzag());
  cursor.last_key = in.text();
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    std::string name(in.text());
    cursor.filters.emplace_back(std::move(name), std::string(in.text()));
  }
  if (!in.ok() || !in.at_end()) return bad_cursor();
  return cursor;
}

}  // namespace muster::api
