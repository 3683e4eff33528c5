#include "projections/edges.h"

#include <rapidcheck.h>

#include <gtest/gtest.h>

namespace muster::projections {
namespace {

constexpr Quarter kLast = 8;

Interval between(std::int64_t start_ms, std::int64_t end_ms) { return {from_ms(start_ms), from_ms(end_ms)}; }

std::vector<Interval> some_intervals() {
  const auto span = rc::gen::inRange<std::int64_t>(-2 * kQuarter.count(), kLast * kQuarter.count());
  std::vector<Interval> all;
  for (const auto& [a, b] : *rc::gen::container<std::vector<std::pair<std::int64_t, std::int64_t>>>(rc::gen::pair(span, span))) {
    all.push_back(between(std::min(a, b), std::max(a, b)));
  }
  return all;
}

std::int64_t cell(const Edges& edges, Quarter q, Column c) {
  const auto it = edges.by_quarter().find(q);
  return it == edges.by_quarter().end() ? 0 : it->second[static_cast<std::size_t>(c)];
}

TEST(Edges, QuartersRoundDown) {
  EXPECT_EQ(quarter_of(from_ms(-1)), -1);
  EXPECT_EQ(quarter_of(from_ms(899'999)), 0);
  EXPECT_EQ(start_of_quarter(-1), from_ms(-900'000));
}

TEST(Edges, AnOpenIntervalHasNoClosingEdge) {
  Edges edges;
  edges.add_counted({from_ms(60'000), kEndOfTime}, 1);
  edges.add_presence({from_ms(60'000), kEndOfTime}, 1);
  ASSERT_EQ(edges.by_quarter().size(), 2U);
  EXPECT_EQ(cell(edges, 0, Column::count), 1);
  EXPECT_EQ(cell(edges, 0, Column::ms), -60'000);
  EXPECT_EQ(cell(edges, 1, Column::in), 1);
}

TEST(EdgesProperty, SumsEqualBruteForce) {
  EXPECT_TRUE(rc::check("per quarter", [] {
    const auto intervals = some_intervals();
    Edges edges;
    for (const Interval& i : intervals) {
      edges.add_counted(i, 1);
      edges.add_presence(i, 1);
    }
    std::int64_t count = 0, in = 0;
    for (Quarter q = -4; q <= kLast; ++q) {
      const Timestamp begin = start_of_quarter(q), end = start_of_quarter(q + 1);
      std::int64_t ms = 0, present = 0;
      for (const Interval& i : intervals) {
        ms += std::max<std::int64_t>(0, (std::min(i.end, end) - std::max(i.start, begin)).count());
        if (i.start <= begin && begin < i.end) ++present;
      }
      count += cell(edges, q, Column::count);
      in += cell(edges, q, Column::in);
      RC_ASSERT(count * kQuarter.count() + cell(edges, q, Column::ms) == ms);
      RC_ASSERT(in == present);
    }
  }));
}

Edges some_edges() {
  Edges edges;
  for (const Interval& i : some_intervals()) {
    edges.add_counted(i, *rc::gen::element(1, -1));
    edges.add_presence(i, 1);
    edges.add_started(i.start, 1);
    edges.add_ended(i.end, EndReason::lapsed, 1);
  }
  return edges;
}

std::string bytes_of(const Edges& edges) {  // of the quarters that lie on day 0
  std::vector<Edges::ByQuarter::value_type> day;
  for (const auto& [q, cells] : edges.by_quarter()) {
    if (q >= 0) day.emplace_back(q, cells);
  }
  return encode_edges(day, 0);
}

TEST(EdgesProperty, TakenBackNothingIsLeft) {
  EXPECT_TRUE(rc::check("plus and minus", [] {
    Edges edges;
    const auto intervals = some_intervals();
    for (const int sign : {1, -1}) {
      for (const Interval& i : intervals) {
        edges.add_counted(i, sign);
        edges.add_presence(i, sign);
        edges.add_started(i.start, sign);
        edges.add_ended(i.end, EndReason::evicted, sign);
      }
    }
    RC_ASSERT(edges.empty());
  }));
}

TEST(EdgesProperty, BytesAddUpInAnyOrder) {
  EXPECT_TRUE(rc::check("merge is associative and commutative, and equals adding", [] {
    const Edges a = some_edges(), b = some_edges(), c = some_edges();
    const std::string x = bytes_of(a), y = bytes_of(b), z = bytes_of(c);
    RC_ASSERT(merge_edge_bytes(x, y) == merge_edge_bytes(y, x));
    RC_ASSERT(merge_edge_bytes(merge_edge_bytes(x, y), z) == merge_edge_bytes(x, merge_edge_bytes(y, z)));
    Edges sum = a;
    sum.add(b);
    RC_ASSERT(bytes_of(sum) == merge_edge_bytes(x, y));
    Edges read;
    RC_ASSERT(decode_edges(x, 0, read).ok());
    RC_ASSERT(bytes_of(read) == x);
  }));
}

TEST(Edges, DamageStaysVisibleThroughMerges) {
  Edges edges;
  edges.add_started(from_ms(5), 1);
  for (const std::string_view bad : {"\xff", "\x60\x01\x02", "\x01\x7f\x02", "\x01"}) {
    const std::string merged = merge_edge_bytes(bytes_of(edges), bad);
    Edges into;
    EXPECT_EQ(decode_edges(merged, 0, into).error().code, "store_corrupt");
    EXPECT_TRUE(into.empty());
  }
}

}  // namespace
}  // namespace muster::projections
