// One thread for what must not run where it becomes known: answers to reads that waited for a
// position would otherwise be made on the thread that commits.
#pragma once

#include <functional>
#include <memory>

namespace muster::api {

class Background {
 public:
  Background();
  ~Background();  // runs what is queued, then ends

  // Any thread. In the order of the calls. What `work` throws is dropped with it.
  void run(std::function<void()> work);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
