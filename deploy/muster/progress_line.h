// How far a long command has come, on stderr: a bar on a terminal, else a line each tenth. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::deploy {

class ProgressLine {
 public:
  explicit ProgressLine(std::uint64_t total);
  ~ProgressLine() { end(); }

  void show(std::uint64_t done, std::string_view note);
  void end();  // the line of a bar: before anything else is printed

 private:
  const std::uint64_t total_;
  const bool terminal_;
  unsigned shown_ = 0;  // percent
  bool drawn_ = false;
};

// "[=====>    ]  52 %  note": `percent` up to 100. Pure.
std::string progress_bar(unsigned percent, std::string_view note);

}  // namespace muster::deploy
