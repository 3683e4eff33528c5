#include "projections/places.h"

#include <gtest/gtest.h>

namespace muster::projections {
namespace {

Place place(double radius_m) { return {PlaceId{"7"}, "North gate", 52.52, 13.405, radius_m}; }

Position position(double lat, double lon, std::optional<double> accuracy_m) {
  Position p;
  p.lat = lat;
  p.lon = lon;
  p.accuracy_m = accuracy_m;
  return p;
}

TEST(Places, DistancesAreGeodesicInWholeCentimetres) {
  EXPECT_EQ(distance_cm(52.52, 13.405, 52.52, 13.405), 0);
  EXPECT_EQ(distance_cm(0, 0, 0, 1), 11'131'949);                   // a degree of the equator
  EXPECT_EQ(distance_cm(0, 0, 90, 0), 1'000'196'573);               // the quarter meridian
  EXPECT_EQ(distance_cm(0, 179.9995, 0, -179.9995), 11'132);        // across the antimeridian
  EXPECT_EQ(distance_cm(90, 17, 90, -120), 0);                      // one pole, whatever the longitude
}

TEST(Places, TheAccuracyWidensTheDoubt) {
  const double north_50 = 52.52 + 50.0 / 111'267.0;  // about 50 m away
  EXPECT_EQ(check_place(place(100), position(north_50, 13.405, 10), 100).verdict, Verdict::inside);
  EXPECT_EQ(check_place(place(100), position(north_50, 13.405, 60), 100).verdict, Verdict::uncertain);
  EXPECT_EQ(check_place(place(30), position(north_50, 13.405, 10), 100).verdict, Verdict::outside);
  EXPECT_EQ(check_place(place(45), position(north_50, 13.405, 10), 100).verdict, Verdict::uncertain);
}

TEST(Places, WithoutAUsableAccuracyItStaysUncertain) {
  EXPECT_EQ(check_place(place(100), position(52.52, 13.405, std::nullopt), 100).verdict, Verdict::uncertain);
  EXPECT_EQ(check_place(place(1000), position(52.52, 13.405, 101), 100).verdict, Verdict::uncertain);
  EXPECT_EQ(check_place(place(1000), position(52.52, 13.405, 101), std::nullopt).verdict, Verdict::inside);
}

TEST(Places, TheBoundIsInsideAndAnythingBeyondIsOutside) {
  const Position here = position(52.52, 13.405, 100);
  EXPECT_EQ(check_place(place(100), here, 100).verdict, Verdict::inside);     // d + a = r
  const Position exact = position(52.52, 13.405 + 0.001, 0);
  const std::int64_t d = distance_cm(52.52, 13.405, 52.52, 13.406);
  EXPECT_EQ(check_place(place(static_cast<double>(d) / 100), exact, 100).verdict, Verdict::inside);
  EXPECT_EQ(check_place(place(static_cast<double>(d - 1) / 100), exact, 100).verdict, Verdict::outside);
}

}  // namespace
}  // namespace muster::projections
