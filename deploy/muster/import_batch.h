// Lines of an import on their way to a server, and what became of each. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "deploy/muster/http_client.h"
#include "deploy/muster/import_file.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

struct ImportBatch {
  std::vector<std::pair<ImportLine, std::string>> lines;  // as read, and as sent
  std::size_t bytes = 0;

  bool full() const { return lines.size() >= kMaxLines || bytes >= kMaxBytes; }
  static constexpr std::size_t kMaxLines = 1000;
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
};

using RefusedLine = std::pair<ImportLine, Error>;

// What one call said: lines it took, lines it refused; what is left in the batch may be sent again.
struct Sent {
  std::size_t taken = 0;
  std::vector<RefusedLine> refused;
};

// errors: io_error (retry) where nobody answers; that of the answer, where it speaks of the whole
// call: of class retry if the same call may succeed later
Result<Sent> send(HttpClient& server, ImportBatch& batch);

// The same without a server: the form of each line, and its times as of `now`. Kinds and places are
// the server's to know.
Sent check(ImportBatch& batch, Timestamp now);

}  // namespace muster::deploy
