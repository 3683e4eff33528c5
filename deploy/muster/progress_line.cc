#include "deploy/muster/progress_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace muster::deploy {
namespace {

constexpr unsigned kWidth = 30;
constexpr unsigned kStep = 10;  // percent between lines that nobody watches

}  // namespace

std::string progress_bar(unsigned percent, std::string_view note) {
  const unsigned full = percent * kWidth / 100;
  std::string bar(full, '=');
  if (full < kWidth) bar += '>';
  bar.resize(kWidth, ' ');
  return fmt::format("[{}] {:3} %  {}", bar, percent, note);
}

ProgressLine::ProgressLine(std::uint64_t total) : total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::end() {
  if (std::exchange(drawn_, false)) std::fputc('\n', stderr);
}

void ProgressLine::show(std::uint64_t done, std::string_view note) {
  const auto percent = total_ == 0 ? 100U : static_cast<unsigned>(std::min(done, total_) * 100 / total_);
  if (terminal_) {
    fmt::print(stderr, "\r{}\x1b[K", progress_bar(percent, note));
    std::fflush(stderr);
    drawn_ = true;
  } else if (percent / kStep > shown_ / kStep) {
    fmt::print(stderr, "{} %  {}\n", percent, note);
  }
  shown_ = percent;
}

}  // namespace muster::deploy
