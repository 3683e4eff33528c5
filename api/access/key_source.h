// Where keys of other issuers come from: a secret that stays, or a set (JWKS) in a file or behind a URL, which
// is read again from time to time and when a token names a key that is not in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/access/jws.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::access {

class KeySource {
 public:
  // Keys that stay until replace().
  explicit KeySource(KeySet keys);

  // Reads the text of a set; may block; called from one thread.
  using Fetch = std::function<Result<std::string>()>;
  // Is told each change of what comes of it, and of every reload: an error, or empty when the set is good.
  using Told = std::function<void(const Error*)>;
  KeySource(Fetch fetch, const MonotonicClock& monotonic, Told told);
  ~KeySource();

  // Fetches now, and goes on with a thread of its own. Of a file or of a URL that can't be read: none yet.
  void start();

  // Any thread; never blocks. The last good set; null: there was none yet.
  std::shared_ptr<const KeySet> keys() const;
  // Any thread; a token named a key that is not there: it is fetched soon, at most once a minute.
  void missed();
  // Any thread: it is fetched soon, whatever was before.
  void reload();
  // Any thread: other keys, in place of those that stay.
  void replace(KeySet keys);

  // One look of that thread, for tests: fetches where it is due. True where it did.
  bool look();
  std::chrono::nanoseconds due_in() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What --jwt-jwks names. errors: bad_config (invalid): neither https, nor http on loopback, nor a file's name.
// A set has at most 256 KiB, and a URL five seconds; redirects are not followed.
// fetch errors: bad_config (invalid), io_error (retry)
Result<KeySource::Fetch> jwks_fetch(const std::string& location);

}  // namespace muster::access
