// The files of an import: events a line, how far it came, and what was refused. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace muster::deploy {

inline constexpr std::size_t kMaxImportLine = std::size_t{256} << 10;

struct ImportLine {
  std::uint64_t number = 0;  // from 1
  std::uint64_t end = 0;     // where the next line begins
  std::string text;          // the first bytes of a line that is too long
  bool too_long = false;
  std::uint64_t height = 1;  // how many lines on the next one is: a row of a table may take several
};

// Lines that are not blank, one in memory at a time.
class ImportLines {
 public:
  // error: io_error (refused)
  static Result<ImportLines> open(const std::filesystem::path& file);

  std::uint64_t size() const { return size_; }
  // Goes on at the line `number` that begins at `offset`.
  void go_to(std::uint64_t offset, std::uint64_t number);
  // The bytes before `offset`, a few thousand at most, as a short text: by it a file is known again.
  std::string fingerprint(std::uint64_t offset);
  // `blank`: those too.
  std::optional<ImportLine> next(bool blank = false);
  // The next JSON object, over however many lines, without what stands between objects: a table as an
  // array, or an object a line. What is none comes as it is, to the end of its line.
  std::optional<ImportLine> next_object();

 private:
  int take();
  std::ifstream in_;
  std::uint64_t size_ = 0;
  std::uint64_t start_ = 0;  // behind a byte order mark
  std::uint64_t offset_ = 0;
  std::uint64_t number_ = 1;
};

// The line as it is sent: `imported` is true, whatever it said; the rest byte for byte. Pure. errors:
// bad_json (invalid); missing_field (refused) for what would be another event in a second run: without
// `time`, or with `sentat` but no `ingesttime`
Result<std::string> stamped(std::string_view line);

struct ImportProgress {
  std::string target;         // the server
  std::string fingerprint;    // of what lies before `offset`
  std::uint64_t offset = 0;
  std::uint64_t line = 1;
  std::uint64_t taken = 0;
  std::uint64_t present = 0;
  std::uint64_t refused = 0;
  std::uint64_t reject_bytes = 0;
  friend bool operator==(const ImportProgress&, const ImportProgress&) = default;
};

// Empty where there is no file, or none that says it all.
std::optional<ImportProgress> read_progress(const std::filesystem::path& file);
// Whole or not at all. error: io_error (refused)
Status write_progress(const std::filesystem::path& file, const ImportProgress& progress);

// {"line":…,"code":…,"where":…,"reason":…,"text":…}, a line each; with "table" where it is given.
class RejectFile {
 public:
  // Goes on behind `keep` bytes of what is there; the file is made with the first line.
  RejectFile(std::filesystem::path file, std::uint64_t keep, std::string table = {});

  void add(const ImportLine& line, const Error& why);
  // Bytes of it, all written out. error: io_error (refused)
  Result<std::uint64_t> flush();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::string table_;
  std::ofstream out_;
  std::uint64_t bytes_ = 0;
  bool written_ = true;
};

}  // namespace muster::deploy
