#include "tests/bench/measure.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace muster::bench {
namespace {

double in_seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

double cpu_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime);
}

std::uint64_t status_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::strtoull(line.c_str() + name.size() + 1, nullptr, 10) * 1024;
  }
  return 0;
}

}  // namespace

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_seconds() { return cpu_of(RUSAGE_SELF); }
double thread_cpu_seconds() { return cpu_of(RUSAGE_THREAD); }

std::uint64_t peak_bytes() { return status_bytes("VmHWM"); }
std::uint64_t resident_bytes() { return status_bytes("VmRSS"); }

std::uint64_t allocated_bytes() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

void reset_peak() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

std::uint64_t bytes_on_disk(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

double Repeats::median() const {
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double Repeats::least() const { return *std::min_element(values_.begin(), values_.end()); }
double Repeats::most() const { return *std::max_element(values_.begin(), values_.end()); }

ScratchFolder::ScratchFolder(const std::filesystem::path& parent) {
  std::string name = ((parent.empty() ? std::filesystem::temp_directory_path() : parent) / "muster-bench.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder: " + name);
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Report::add(const std::string& figure, const std::string& unit, const Repeats& repeats) const {
  fmt::print("{:<36} {:>12.4g} {} ({:.4g} to {:.4g}, {} repeats)\n", figure, repeats.median(), unit,
             repeats.least(), repeats.most(), repeats.size());
  std::fflush(stdout);
  if (file_.empty()) return;
  const nlohmann::json line{{"figure", figure},          {"unit", unit},
                            {"median", repeats.median()}, {"least", repeats.least()},
                            {"most", repeats.most()},     {"repeats", repeats.size()}};
  std::ofstream(file_, std::ios::app) << line.dump() << "\n";
}

void Report::add(const std::string& figure, const std::string& unit, double value) const {
  Repeats once;
  once.add(value);
  add(figure, unit, once);
}

}  // namespace muster::bench
