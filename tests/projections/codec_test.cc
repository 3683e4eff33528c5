#include "projections/codec.h"

#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "tests/projections/sample_rows.h"

namespace muster::projections {
namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const unsigned char c : bytes) {
    out.push_back("0123456789abcdef"[c >> 4]);
    out.push_back("0123456789abcdef"[c & 15]);
  }
  return out;
}

std::map<std::string, std::string> golden() {
  std::map<std::string, std::string> rows;
  std::ifstream file(MUSTER_GOLDEN_ROWS);
  for (std::string name, bytes; file >> name >> bytes;) rows[name] = bytes;
  return rows;
}

TEST(Codec, GoldenBytesOfEveryRow) {
  const std::map<std::string, std::string> now{
      {"session", hex(encode(samples::session()))},
      {"empty_session", hex(encode(SessionRow{}))},
      {"history", hex(encode(samples::history()))},
      {"identity", hex(encode(samples::identity()))},
      {"checkpoint", hex(encode(samples::checkpoint()))},
      {"subject_head", hex(encode(samples::subject_head()))},
      {"liveness", hex(encode(samples::liveness()))},
      {"trail_fix", hex(encode(samples::trail_fix()))},
      {"evidence", hex(encode(samples::evidence()))},
      {"active_entry", hex(encode(samples::active_entry()))},
      {"id_owner", hex(encode(IdOwner{3, SessionId("s1")}))},
      {"day_entry", hex(encode(DayEntry{3, from_ms(1'795'000'000'000)}))},
      {"cover_day", hex(encode(samples::cover_day()))},
      {"next_offset", hex(encode(NextOffset{872, 0x0123456789abcdef}))},
      {"outbox", hex(encode(samples::outbox()))},
  };
  EXPECT_EQ(now, golden());
}

TEST(Codec, RowsReadBackAsTheyWere) {
  EXPECT_EQ(decode_session(encode(samples::session())).value(), samples::session());
  EXPECT_EQ(decode_session(encode(SessionRow{})).value(), SessionRow{});
  EXPECT_EQ(decode_history(encode(samples::history())).value(), samples::history());
  EXPECT_EQ(decode_identity(encode(samples::identity())).value(), samples::identity());
  EXPECT_EQ(decode_checkpoint(encode(samples::checkpoint())).value(), samples::checkpoint());
  EXPECT_EQ(decode_subject_head(encode(samples::subject_head())).value(), samples::subject_head());
  EXPECT_EQ(decode_day_liveness(encode(samples::liveness())).value(), samples::liveness());
  EXPECT_EQ(decode_trail_fix(encode(samples::trail_fix())).value(), samples::trail_fix());
  EXPECT_EQ(decode_evidence(encode(samples::evidence())).value(), samples::evidence());
  EXPECT_EQ(decode_active_entry(encode(samples::active_entry())).value(), samples::active_entry());
  EXPECT_EQ(decode_id_owner(encode(IdOwner{9, {}})).value(), (IdOwner{9, {}}));
  EXPECT_EQ(decode_cover_day(encode(samples::cover_day())).value(), samples::cover_day());
  EXPECT_EQ(decode_outbox(encode(samples::outbox())).value(), samples::outbox());
}

TEST(Codec, AnAmendedEdgeTakenBackIsNoAbsentField) {
  SessionRow absent, taken_back;
  absent.corrections.notes.resize(1);
  taken_back.corrections.notes.resize(1);
  taken_back.corrections.notes[0].amendment.ended_at.emplace();
  EXPECT_EQ(decode_session(encode(taken_back)).value(), taken_back);
  EXPECT_NE(encode(taken_back), encode(absent));
}

TEST(Codec, EqualRowsHaveEqualBytes) {
  TrailFix east, west;
  east.time = west.time = from_ms(1);
  east.position.lon = 0.0;
  west.position.lon = -0.0;
  EXPECT_EQ(east, west);
  EXPECT_EQ(encode(east), encode(west));
  EXPECT_EQ(content_hash(encode(east)), content_hash(encode(west)));
}

TEST(Codec, AnyCutOrLengthenedRowIsRefused) {
  const std::string whole = encode(samples::session());
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto row = decode_session(std::string_view(whole).substr(0, n));
    ASSERT_FALSE(row.ok()) << n;
    EXPECT_EQ(row.error().code, "store_corrupt");
  }
  EXPECT_FALSE(decode_session(whole + 'x').ok());
  EXPECT_FALSE(decode_day_entry("\x02").ok());
  CoverDay beyond;
  beyond.steps.emplace(kQuartersPerDay, 1);
  EXPECT_FALSE(decode_cover_day(encode(beyond)).ok());
}

TEST(Codec, VersionIsOfTheRowsBytes) {
  EXPECT_EQ(row_version(samples::session()).size(), 16U);
  EXPECT_EQ(row_version(samples::session()), row_version(encode(samples::session())));
  EXPECT_NE(row_version(samples::session()), row_version(SessionRow{}));
}

}  // namespace
}  // namespace muster::projections
