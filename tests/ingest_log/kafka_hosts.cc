#include "tests/ingest_log/hosts.h"
namespace muster::log::test {
std::unique_ptr<LogHost> make_mock_host() { return nullptr; }
std::unique_ptr<LogHost> make_broker_host(std::string&) { return nullptr; }
}
