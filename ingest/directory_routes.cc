#include <array>
#include <memory>
#include <string>
#include <utility>

#include "api/http/etag.h"
#include "api/http/problem.h"
#include "api/http/request_head.h"
#include "ingest/answers.h"
#include "ingest/log/log_errors.h"
#include "ingest/request_headers.h"
#include "ingest/routes.h"
#include "processors/record_fields.h"
#include "schemas/errors.h"
#include "schemas/ids.h"
#include "schemas/json_writer.h"

namespace muster::ingest {
namespace {

using SharedReply = std::shared_ptr<http::Reply>;

int status_of(const BulkItem& item) {
  if (!item.faults.empty()) return http_status(item.faults.front());
  return item.created ? 201 : 200;
}

void append_item(std::string& out, DirectoryType type, const BulkItem& item) {
  JsonObjectWriter object(out);
  object.integer("status", status_of(item));
  if (!item.id.empty()) object.text(processors::id_field(type), item.id);
  if (!item.faults.empty()) {
    object.key("problem") += http::problem_json(item.faults.front(), {}, problem_items(item.faults));
  } else {
    object.text("etag", item.etag);
  }
  if (item.position) object.text("log_position", log::position_text(item.position->topic, item.position->partition, item.position->offset));
}

http::Response bulk_response(DirectoryType type, const BulkAnswer& answer, const std::string& request_id) {
  if (answer.problem) return http::problem(*answer.problem, request_id);
  const BulkItem& first = answer.items.front();
  if (!answer.list && !first.faults.empty()) return problem_of(first.faults, request_id);
  std::vector<int> statuses;
  for (const BulkItem& item : answer.items) statuses.push_back(status_of(item));
  http::Response response;
  response.status = answer.list ? status_of_list(statuses, 200) : statuses.front();
  response.content_type = "application/json";
  if (!answer.list) {
    append_item(response.body, type, first);
    return response;
  }
  response.body = "{\"items\":";
  char separator = '[';
  for (const BulkItem& item : answer.items) {
    response.body += separator;
    separator = ',';
    append_item(response.body, type, item);
  }
  response.body += "]}";
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response record_response(int status, DirectoryType type, const processors::DirectoryEntry& entry) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  processors::append_record(response.body, type, entry.id, entry.record);
  response.headers = {{"ETag", etag_of(entry)}, {"Cache-Control", "private, no-cache"}};
  return response;
}

http::Response not_modified(http::Response response) {
  response.status = 304;
  response.body.clear();
  response.content_type.clear();
  return response;
}

// One kind of record on the router.
class Desk {
 public:
  Desk(DirectoryDesk& desk, const access::Credentials& credentials, DirectoryType type)
      : desk_(desk), credentials_(credentials), type_(type) {}

  void get(http::Request request, http::Reply reply) const {
    auto item = item_of(request);
    if (!item) return reply(http::problem(item.error(), request.request_id));
    const std::string* token = request.header("muster-position");
    if (token == nullptr) return reply(read(*item, request));
    auto answer_to = std::make_shared<http::Reply>(std::move(reply));
    auto kept = std::make_shared<const http::Request>(std::move(request));
    desk_.await(*kept->header("muster-position"), [self = *this, kept, answer_to](const Status& status) {
      if (!status) return (*answer_to)(http::problem(status.error(), kept->request_id));
      const auto again = self.item_of(*kept);
      (*answer_to)(again ? self.read(*again, *kept) : http::problem(again.error(), kept->request_id));
    });
  }

  void put(const http::Request& request, http::Reply reply) const {
    auto item = item_of(request);
    if (!item) return reply(http::problem(item.error(), request.request_id));
    if (auto status = http::check_json_body(request); !status) return reply(http::problem(status.error(), request.request_id));
    desk_.put(*item, request.body, answering(request, std::move(reply), [type = type_](const DeskAnswer& answer) {
      return record_response(answer.created ? 201 : 200, type, answer.entry);
    }));
  }

  void post(const http::Request& request, http::Reply reply) const {
    auto who = credentials_.identify(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    auto status = check_no_query(request);
    if (status) status = http::check_json_body(request);
    if (!status) return reply(http::problem(status.error(), request.request_id));
    auto answer_to = std::make_shared<http::Reply>(std::move(reply));
    desk_.put_all({std::move(*who), type_, {}, {}, request.request_id, request.client()}, request.body, [answer_to, type = type_, id = request.request_id](const BulkAnswer& answer) {
      http::Response response = bulk_response(type, answer, id);
      if (!answer.positions.empty()) response.headers.emplace_back("Muster-Position", answer.positions);
      (*answer_to)(std::move(response));
    });
  }

  void remove(const http::Request& request, http::Reply reply) const {
    if (type_ == DirectoryType::subject && request.query_value("erase") != nullptr) {
      return reply(http::problem({"not_yet", ErrorClass::refused, "", "subjects can't be erased yet"}, request.request_id));
    }
    auto item = item_of(request);
    if (!item) return reply(http::problem(item.error(), request.request_id));
    desk_.remove(*item, answering(request, std::move(reply), [](const DeskAnswer&) {
      http::Response response;
      response.status = 204;
      return response;
    }));
  }

 private:
  Result<DirectoryDesk::Item> item_of(const http::Request& request) const {
    auto who = credentials_.identify(request);
    if (!who) return who.error();
    if (auto status = check_no_query(request); !status) return status.error();
    // In NFC, as events name it; what is no id is for the desk to refuse.
    auto id = parse_subject(request.param("id"));
    return DirectoryDesk::Item{std::move(who).value(), type_, id ? id->str() : request.param("id"),
                               {request.header("if-match"), request.header("if-none-match")}, request.request_id,
                               request.client()};
  }

  http::Response read(const DirectoryDesk::Item& item, const http::Request& request) const {
    const auto entry = desk_.get(item);
    if (!entry) return http::problem(entry.error(), request.request_id);
    http::Response response = record_response(200, type_, *entry);
    const std::string* have = item.wanted.if_none_match;
    if (have != nullptr && http::names_etag(*have, etag_of(*entry))) return not_modified(std::move(response));
    return response;
  }

  template <class Success>
  static DeskDone answering(const http::Request& request, http::Reply reply, Success success) {
    auto answer_to = std::make_shared<http::Reply>(std::move(reply));
    return [answer_to, success, id = request.request_id](const DeskAnswer& answer) {
      http::Response response = answer.faults.empty() ? success(answer) : problem_of(answer.faults, id);
      if (!answer.positions.empty()) response.headers.emplace_back("Muster-Position", answer.positions);
      (*answer_to)(std::move(response));
    };
  }

  DirectoryDesk& desk_;
  const access::Credentials& credentials_;
  DirectoryType type_;
};

}  // namespace

void add_directory_routes(http::Router& router, DirectoryDesk& desk, const access::Credentials& credentials) {
  using Path = std::pair<std::string, DirectoryType>;
  for (const auto& [path, type] : {Path{"/v1/places", DirectoryType::place}, Path{"/v1/subjects", DirectoryType::subject},
                                   Path{"/v1/devices", DirectoryType::device}}) {
    const Desk one(desk, credentials, type);
    router.add("POST", path, [one](const http::Request& request, http::Reply reply) { one.post(request, std::move(reply)); });
    const std::string of_id = path + "/{id}";
    router.add("GET", of_id, [one](http::Request request, http::Reply reply) { one.get(std::move(request), std::move(reply)); });
    router.add("PUT", of_id, [one](const http::Request& request, http::Reply reply) { one.put(request, std::move(reply)); });
    router.add("DELETE", of_id, [one](const http::Request& request, http::Reply reply) { one.remove(request, std::move(reply)); });
  }
}

}  // namespace muster::ingest
