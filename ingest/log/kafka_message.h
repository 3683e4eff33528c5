// Records to and from librdkafka's messages. Internal to the Kafka form. Any thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include "ingest/log/log.h"

namespace muster::log::kafka {

// The value is not copied: it must stay until the report that carries `opaque`.
rd_kafka_resp_err_t produce_message(rd_kafka_t* handle, rd_kafka_topic_t* topic, const Record& record,
                                    void* opaque);

RecordView view_of(const rd_kafka_message_t& message, Topic topic, Partition partition);
void read_headers(const rd_kafka_message_t& message, Headers& out);

}  // namespace muster::log::kafka
