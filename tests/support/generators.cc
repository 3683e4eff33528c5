#include "tests/support/generators.h"

#include <algorithm>
#include <ostream>
#include <random>

#include "tests/support/stories.h"

namespace muster::generators {
namespace {

constexpr std::size_t kMostEvents = 16;

Ingredient draw(std::mt19937_64& random) {
  Ingredient out{};
  for (auto& d : out) d = static_cast<std::uint32_t>(random() % kDrawLimit);
  return out;
}

constexpr std::array<std::string_view, 3> kSubjects{"ann", "bob", "eve"};

rc::Gen<std::uint32_t> draws() {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(0, kDrawLimit));
}

// The container's size follows rapidcheck's; a draw is always over its whole range.
rc::Gen<std::vector<Ingredient>> ingredients() {
  return rc::gen::resize(kMostEvents, rc::gen::container<std::vector<Ingredient>>(
                                          rc::gen::container<Ingredient>(draws())));
}

rc::Gen<Recipe> recipes() {
  return rc::gen::map(rc::gen::tuple(draws(), draws(), draws()), [](const auto& t) {
    return Recipe{std::get<0>(t), std::get<1>(t), std::get<2>(t)};
  });
}

}  // namespace

EventSet random_set(std::uint64_t seed, std::string_view subject) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  const Recipe recipe{below(kDrawLimit), below(kDrawLimit), below(kDrawLimit)};
  std::vector<Ingredient> drawn(1 + below(kMostEvents));
  for (Ingredient& i : drawn) i = draw(random);
  return cook(recipe, drawn, subject);
}

std::vector<EventSet> random_group(std::uint64_t seed) {
  std::vector<EventSet> out;
  for (std::size_t i = 0; i <= seed % kSubjects.size(); ++i) {
    out.push_back(random_set(seed * 31 + i, kSubjects[i]));
  }
  return out;
}

rc::Gen<EventSet> event_sets() {
  return rc::gen::map(rc::gen::pair(recipes(), ingredients()),
                      [](const auto& p) { return cook(p.first, p.second); });
}

rc::Gen<std::vector<EventSet>> groups() {
  return rc::gen::map(
      rc::gen::pair(recipes(), rc::gen::tuple(ingredients(), ingredients(), ingredients())),
      [](const auto& p) {
        return std::vector<EventSet>{cook(p.first, std::get<0>(p.second), kSubjects[0]),
                                     cook(p.first, std::get<1>(p.second), kSubjects[1]),
                                     cook(p.first, std::get<2>(p.second), kSubjects[2])};
      });
}

std::vector<Copy> shuffled(std::vector<Copy> copies, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::shuffle(copies.begin(), copies.end(), random);
  return copies;
}

std::vector<Copy> duplicated(std::vector<Copy> copies, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::size_t count = copies.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (random() % 3 == 0) copies.push_back(copies[random() % count]);
  }
  return copies;
}

void showValue(const EventSet& set, std::ostream& out) {
  out << "\n" << stories::to_text(set.copies);
}

}  // namespace muster::generators
