// What all benchmarks share: clocks, the process' figures, repeats, and the lines that deploy/bench
// makes its table of. One thread, but for what says otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace muster::bench {

double seconds_now();        // monotonic; any thread
double cpu_seconds();        // user and system, all threads of the process
double thread_cpu_seconds();  // the same, of the calling thread
std::uint64_t peak_bytes();  // the most memory resident since reset_peak()
std::uint64_t resident_bytes();
std::uint64_t allocated_bytes();  // and not given back, by all threads
std::uint64_t bytes_on_disk(const std::filesystem::path& folder);  // of all files below it
void reset_peak();           // gives freed memory back first

// The repeats of one figure.
class Repeats {
 public:
  void add(double value) { values_.push_back(value); }
  double last() const { return values_.back(); }
  double median() const;
  double least() const;
  double most() const;
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<double> values_;
};

// A folder of its own under `parent` (empty: that of the system), gone with the object.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::filesystem::path& parent = {});
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Prints a line for people and, where a file was named, appends one of JSON for the table:
// {"figure", "unit", "median", "least", "most", "repeats"}.
class Report {
 public:
  explicit Report(std::string file) : file_(std::move(file)) {}
  void add(const std::string& figure, const std::string& unit, const Repeats& repeats) const;
  void add(const std::string& figure, const std::string& unit, double value) const;

 private:
  std::string file_;
};

}  // namespace muster::bench
