// A file system for the embedded log that a test can cut the power of: it remembers how much of
// each file was synced, and forgets the rest on demand. It also refuses and delays syncs. Any thread.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace muster::log::test {

class FaultFs final : public rocksdb::FileSystemWrapper {
 public:
  FaultFs();
  const char* Name() const override { return "FaultFs"; }
  // Cuts every file that was written through here down to what was synced. Close the log first.
  void drop_unsynced();
  void refuse_writes(bool refuse);  // of write-ahead logs: no space
  void hold_syncs(bool hold);       // of write-ahead logs: they wait

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;

  void synced(const std::string& name, std::uint64_t size);
  rocksdb::IOStatus check_write(const std::string& name);
  void wait_for_sync(const std::string& name);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::uint64_t> synced_;
  bool refuse_ = false;
  bool hold_ = false;
};

struct FaultDisk {  // outlives the logs that are opened over it
  std::shared_ptr<FaultFs> fs = std::make_shared<FaultFs>();
  std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(fs);
};

}  // namespace muster::log::test
