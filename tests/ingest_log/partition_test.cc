// Our partitions are those of Kafka's Java clients. data/murmur2.tsv was written by them (3.9.1):
// hash, partition of 4, partition of 12, key.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "schemas/ids.h"

namespace muster::log::test {
namespace {

TEST(Partition, EqualsTheJavaClientsOnAThousandKeys) {
  std::ifstream file(std::string(MUSTER_TEST_DATA) + "/murmur2.tsv");
  std::string line;
  int count = 0;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string hash, of_4, of_12, key;
    std::getline(fields, hash, '\t');
    std::getline(fields, of_4, '\t');
    std::getline(fields, of_12, '\t');
    std::getline(fields, key);
    EXPECT_EQ(std::to_string(murmur2(key)), hash) << key;
    EXPECT_EQ(std::to_string(partition_of(key, 4)), of_4) << key;
    EXPECT_EQ(std::to_string(partition_of(key, 12)), of_12) << key;
    ++count;
  }
  EXPECT_EQ(count, 1000);
}

}  // namespace
}  // namespace muster::log::test
