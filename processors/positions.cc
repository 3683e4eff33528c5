// The token of Muster-Position: 2-<epoch, 8 hex digits of its murmur2>[-<topic>.<partition>.<offset>]...-<check>
// All numbers decimal, sorted, the highest offset a topic and partition; the check is the murmur2 of all
// before it, so that a token that was cut off or changed on its way is not taken for another position.
#include <fmt/format.h>

#include <charconv>
#include <map>

#include "processors/progress.h"
#include "schemas/ids.h"

namespace muster::processors {
namespace {

constexpr std::size_t kMaxTokenBytes = 8192;

std::string head(std::string_view epoch) { return fmt::format("2-{:08x}", murmur2(epoch)); }

std::string check_of(std::string_view text) { return fmt::format("-{:08x}", murmur2(text)); }

Error bad_position() {
  return Error{"bad_position", ErrorClass::invalid, "Muster-Position", "send back the token as it was received"};
}

// A number up to `end` or the end of `text`, which is moved past it.
template <class Number>
bool take(std::string_view& text, char end, Number& out) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || out < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  if (text.empty()) return end == '-';
  if (text.front() != end) return false;
  text.remove_prefix(1);
  return end != '-' || !text.empty();
}

}  // namespace

std::string encode_positions(std::string_view epoch, const std::vector<log::Position>& positions) {
  std::map<std::pair<Topic, log::Partition>, log::Offset> highest;
  for (const log::Position& p : positions) {
    const auto [it, fresh] = highest.try_emplace({p.topic, p.partition}, p.offset);
    if (!fresh) it->second = std::max(it->second, p.offset);
  }
  std::string token = head(epoch);
  for (const auto& [at, offset] : highest) {
    token += fmt::format("-{}.{}.{}", static_cast<int>(at.first), at.second, offset);
  }
  return token + check_of(token);
}

Result<std::vector<log::Position>> decode_positions(std::string_view epoch, std::string_view token) {
  const std::string expected = head(epoch);
  constexpr std::size_t kCheck = 9;
  if (token.size() > kMaxTokenBytes || token.size() < expected.size() + kCheck || !token.starts_with("2-")) {
    return bad_position();
  }
  const std::string_view checked = token.substr(0, token.size() - kCheck);
  if (token.substr(checked.size()) != check_of(checked)) return bad_position();
  std::vector<log::Position> positions;
  std::string_view rest = checked.substr(expected.size());
  if (!rest.empty()) {
    if (rest.front() != '-' || rest.size() == 1) return bad_position();
    rest.remove_prefix(1);
  }
  while (!rest.empty()) {
    int topic = 0;
    log::Position p;
    if (!take(rest, '.', topic) || !take(rest, '.', p.partition) || !take(rest, '-', p.offset)) return bad_position();
    if (topic >= static_cast<int>(kTopicCount)) return bad_position();
    p.topic = static_cast<Topic>(topic);
    positions.push_back(p);
  }
  if (!token.starts_with(expected)) {
    return Error{"log_discontinuity", ErrorClass::conflict, "Muster-Position",
                 "the position belongs to an earlier event log; read again without it"};
  }
  return positions;
}

}  // namespace muster::processors
