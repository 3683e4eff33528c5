#include "api/dialects/subject_locks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace muster::api::dialects {
namespace {

TEST(SubjectLocks, OneAtATimeForOneSubject) {
  SubjectLocks locks;
  std::atomic<int> inside{0}, most{0};
  int entered = 0;  // guarded by the lock under test
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        const auto held = locks.take(Tenant{"t"}, SubjectId{"ada"});
        const int now = ++inside;
        if (now > most) most = now;
        ++entered;
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  EXPECT_EQ(entered, 1600);
}

TEST(SubjectLocks, OthersDoNotWait) {
  SubjectLocks locks;
  const auto ada = locks.take(Tenant{"t"}, SubjectId{"ada"});
  const auto ben = locks.take(Tenant{"t"}, SubjectId{"ben"});
  const auto elsewhere = locks.take(Tenant{"u"}, SubjectId{"ada"});
  SUCCEED() << "nobody waited";
}

TEST(SubjectLocks, GivenBackOnceAlsoAfterAMove) {
  SubjectLocks locks;
  {
    auto held = locks.take(Tenant{"t"}, SubjectId{"ada"});
    const SubjectLocks::Held moved = std::move(held);
  }
  const auto again = locks.take(Tenant{"t"}, SubjectId{"ada"});
  SUCCEED() << "it was free";
}

}  // namespace
}  // namespace muster::api::dialects
