#include "tests/bench/bare_append.h"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

#include "tests/bench/measure.h"

namespace muster::bench {
namespace {

std::string key_of(std::size_t offset) {
  std::string key(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<char>(offset >> (56 - 8 * i));
  return key;
}

void write_from(rocksdb::DB& db, const std::vector<std::string>& values, std::size_t batch, std::atomic<std::size_t>& next) {
  rocksdb::WriteOptions options;
  options.sync = true;
  for (;;) {
    const std::size_t from = next.fetch_add(batch);
    if (from >= values.size()) return;
    rocksdb::WriteBatch records;
    for (std::size_t i = from; i < std::min(values.size(), from + batch); ++i) records.Put(key_of(i), values[i]);
    if (!db.Write(options, &records).ok()) return;
  }
}

}  // namespace

double bare_append(const std::filesystem::path& folder, const std::vector<std::string>& values, std::size_t writers,
                   std::size_t batch) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, folder.string(), &opened);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::atomic<std::size_t> next{0};
  const double begin = seconds_now();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < writers; ++i) threads.emplace_back([&] { write_from(*db, values, batch, next); });
  for (std::thread& thread : threads) thread.join();
  const double seconds = seconds_now() - begin;
  if (db->GetLatestSequenceNumber() != values.size()) throw std::runtime_error("bare appends failed");
  return seconds;
}

double fdatasync_p99(const std::filesystem::path& file, std::size_t count) {
  const std::string bytes(4096, 'x');
  const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) {
    const double begin = seconds_now();
    const bool written = ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fdatasync(fd) == 0;
    if (!written) throw std::runtime_error("not written: " + file.string());
    times.push_back(seconds_now() - begin);
  }
  ::close(fd);
  std::sort(times.begin(), times.end());
  return times[times.size() * 99 / 100];
}

}  // namespace muster::bench
