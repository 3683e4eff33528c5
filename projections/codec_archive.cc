#include <cmath>

#include "projections/codec_put.h"
#include "projections/codec_take.h"

namespace muster::projections::codec {

void Put::one(const Components& all) {
  out_.varint(all.size());
  std::int64_t before = 0;
  for (const Component& c : all) {
    out_.zigzag(to_ms(c.start) - before);
    out_.varint(static_cast<std::uint64_t>((c.alive_to - c.start).count()));
    out_.zigzag((c.alive_to - c.counted_to).count());
    before = to_ms(c.alive_to);
  }
}

void Take::one(Components& all) {
  std::int64_t before = 0;
  for (std::size_t n = count(); n > 0 && in_.ok(); --n) {
    Component& c = all.emplace_back();
    c.start = from_ms(before + in_.zigzag());
    c.alive_to = c.start + Duration{static_cast<std::int64_t>(in_.varint())};
    c.counted_to = c.alive_to - Duration{in_.zigzag()};
    before = to_ms(c.alive_to);
  }
}

void Take::one(bool& v) {
  const std::uint8_t b = in_.byte();
  if (b > 1) in_.fail();
  v = b == 1;
}

void Take::one(std::uint32_t& v) {
  const std::uint64_t wide = in_.varint();
  if (wide > UINT32_MAX) in_.fail();
  v = static_cast<std::uint32_t>(wide);
}

void Take::one(double& v) {
  v = in_.real();
  if (std::isnan(v)) in_.fail();
}

std::size_t Take::count() {
  const std::uint64_t n = in_.varint();
  // Every entry takes a byte at least: a damaged count can't make us reserve the machine.
  if (n > in_.remaining()) {
    in_.fail();
    return 0;
  }
  return n;
}

}  // namespace muster::projections::codec
