#include "projections/edges.h"

#include <optional>
#include <vector>

#include "projections/bytes.h"
#include "projections/codec.h"

namespace muster::projections {
namespace {

constexpr Cells kZero{};

struct Cell {
  std::uint64_t slot = 0, column = 0;
  std::int64_t value = 0;
  auto place() const { return std::pair(slot, column); }
};

// What decode_edges refuses: damage is found when the row is read, not lost in a merge.
const std::string kDamaged("\xff");

constexpr std::size_t column_of(Column c) { return static_cast<std::size_t>(c); }

std::optional<std::vector<Cell>> read_cells(std::string_view bytes) {
  std::vector<Cell> cells;
  ByteReader in(bytes);
  while (!in.at_end()) {
    Cell c;
    c.slot = in.varint();
    c.column = in.varint();
    c.value = in.zigzag();
    if (!in.ok() || c.slot >= kQuartersPerDay || c.column >= kColumnCount || c.value == 0) return std::nullopt;
    if (!cells.empty() && cells.back().place() >= c.place()) return std::nullopt;
    cells.push_back(c);
  }
  if (!in.ok()) return std::nullopt;
  return cells;
}

void write_cell(ByteWriter& out, const Cell& c) {
  if (c.value == 0) return;
  out.varint(c.slot);
  out.varint(c.column);
  out.zigzag(c.value);
}

Quarter quarter_at_or_after(Timestamp t) { return quarter_of(t + kQuarter - Duration{1}); }

}  // namespace

Quarter quarter_of(Timestamp t) {
  const std::int64_t ms = to_ms(t);
  const std::int64_t q = ms / kQuarter.count();
  return static_cast<Quarter>(ms % kQuarter.count() < 0 ? q - 1 : q);
}

Timestamp start_of_quarter(Quarter q) { return Timestamp{kQuarter * q}; }

Day day_of_quarter(Quarter q) { return day_of(start_of_quarter(q)); }

void Edges::bump(Quarter q, std::size_t column, std::int64_t delta) {
  if (delta == 0) return;
  const auto it = by_quarter_.try_emplace(q, kZero).first;
  it->second[column] += delta;
  if (it->second == kZero) by_quarter_.erase(it);
}

void Edges::add_counted(const Interval& i, int sign) {
  if (i.start >= i.end) return;
  const Quarter first = quarter_of(i.start);
  bump(first, column_of(Column::count), sign);
  bump(first, column_of(Column::ms), -sign * (i.start - start_of_quarter(first)).count());
  if (i.end == kEndOfTime) return;
  const Quarter last = quarter_of(i.end);
  bump(last, column_of(Column::count), -sign);
  bump(last, column_of(Column::ms), sign * (i.end - start_of_quarter(last)).count());
}

void Edges::add_presence(const Interval& i, int sign) {
  if (i.start >= i.end) return;
  const Quarter first = quarter_at_or_after(i.start);
  if (i.end == kEndOfTime) return bump(first, column_of(Column::in), sign);
  const Quarter last = quarter_at_or_after(i.end);
  if (first == last) return;
  bump(first, column_of(Column::in), sign);
  bump(last, column_of(Column::in), -sign);
}

void Edges::add_started(Timestamp t, int sign) { bump(quarter_of(t), column_of(Column::started), sign); }

void Edges::add_ended(Timestamp t, EndReason r, int sign) {
  bump(quarter_of(t), column_of(Column::ended) + static_cast<std::size_t>(r), sign);
}

void Edges::add_run(Column column, Quarter from, Quarter to, int sign) {
  if (from >= to) return;
  bump(from, column_of(column), sign);
  if (to != kNoQuarter) bump(to, column_of(column), -sign);
}

void Edges::add(Quarter q, const Cells& cells) {
  for (std::size_t column = 0; column < kColumnCount; ++column) bump(q, column, cells[column]);
}

void Edges::add(const Edges& other) {
  for (const auto& [q, cells] : other.by_quarter_) add(q, cells);
}

std::string encode_edges(std::span<const Edges::ByQuarter::value_type> of_one_day, Day day) {
  ByteWriter out;
  for (const auto& [q, cells] : of_one_day) {
    for (std::size_t column = 0; column < kColumnCount; ++column) {
      write_cell(out, {static_cast<std::uint64_t>(q - day * kQuartersPerDay), column, cells[column]});
    }
  }
  return out.take();
}

std::string encode_edges(const Edges& of_one_day, Day day) {
  const auto& all = of_one_day.by_quarter();
  return all.empty() ? std::string() : encode_edges({&*all.begin(), all.size()}, day);
}

Status decode_edges(std::string_view bytes, Day day, Edges& into) {
  const auto cells = read_cells(bytes);
  if (!cells) return corrupt_row("hours");
  for (const Cell& c : *cells) into.bump(day * kQuartersPerDay + static_cast<Quarter>(c.slot), c.column, c.value);
  return Done{};
}

std::string merge_edge_bytes(std::string_view a, std::string_view b) {
  const auto left = read_cells(a), right = read_cells(b);
  if (!left || !right) return kDamaged;
  ByteWriter out;
  auto x = left->begin(), y = right->begin();
  while (x != left->end() || y != right->end()) {
    if (y == right->end() || (x != left->end() && x->place() < y->place())) {
      write_cell(out, *x++);
    } else if (x == left->end() || y->place() < x->place()) {
      write_cell(out, *y++);
    } else {
      write_cell(out, {x->slot, x->column, x->value + y->value});
      ++x, ++y;
    }
  }
  return out.take();
}

}  // namespace muster::projections
