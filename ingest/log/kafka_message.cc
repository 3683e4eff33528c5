#include "ingest/log/kafka_message.h"

#include <array>

#include "ingest/log/kafka_handle.h"

namespace muster::log::kafka {
namespace {

rd_kafka_headers_t* headers_of(const Record& record) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  return headers;
}

// librdkafka takes a null pointer for "no value", which is a tombstone.
void* bytes_of(const std::string& text) { return const_cast<char*>(text.data()); }

}  // namespace

rd_kafka_resp_err_t produce_message(rd_kafka_t* handle, rd_kafka_topic_t* topic, const Record& record,
                                    void* opaque) {
  std::array<rd_kafka_vu_t, 7> fields{};
  std::size_t count = 0;
  const auto next = [&](rd_kafka_vtype_t type) -> auto& {
    fields[count].vtype = type;
    return fields[count++].u;
  };
  next(RD_KAFKA_VTYPE_RKT).rkt = topic;
  next(RD_KAFKA_VTYPE_PARTITION).i32 = static_cast<std::int32_t>(record.partition);
  next(RD_KAFKA_VTYPE_TIMESTAMP).i64 = to_ms(record.timestamp);
  next(RD_KAFKA_VTYPE_KEY).mem = {bytes_of(record.key), record.key.size()};
  if (record.value) next(RD_KAFKA_VTYPE_VALUE).mem = {bytes_of(*record.value), record.value->size()};
  next(RD_KAFKA_VTYPE_OPAQUE).ptr = opaque;
  rd_kafka_headers_t* headers = record.headers.empty() ? nullptr : headers_of(record);
  if (headers != nullptr) next(RD_KAFKA_VTYPE_HEADERS).headers = headers;

  const KafkaError error(rd_kafka_produceva(handle, fields.data(), count));
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  if (headers != nullptr) rd_kafka_headers_destroy(headers);  // taken over only where it succeeds
  return rd_kafka_error_code(error.get());
}

RecordView view_of(const rd_kafka_message_t& message, Topic topic, Partition partition) {
  RecordView view;
  view.topic = topic;
  view.partition = partition;
  view.offset = message.offset;
  rd_kafka_timestamp_type_t type{};
  view.timestamp = from_ms(rd_kafka_message_timestamp(&message, &type));
  view.key = {static_cast<const char*>(message.key), message.key_len};
  view.value = {static_cast<const char*>(message.payload), message.len};
  view.tombstone = message.payload == nullptr;
  return view;
}

void read_headers(const rd_kafka_message_t& message, Headers& out) {
  out.clear();
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    out.emplace_back(name, std::string(static_cast<const char*>(value), size));
  }
}

}  // namespace muster::log::kafka
