#include <array>
#include <memory>
#include <string>
#include <utility>

#include "api/http/etag.h"
#include "api/http/problem.h"
#include "ingest/directory_record.h"
#include "ingest/media_type.h"
#include "ingest/request_headers.h"
#include "ingest/routes.h"
#include "schemas/ids.h"

namespace muster::ingest {
namespace {

using SharedReply = std::shared_ptr<http::Reply>;

http::Response problem_of(const std::vector<Error>& faults, const std::string& request_id) {
  std::vector<http::ProblemItem> items;
  for (const Error& fault : faults) {
    if (!fault.where.empty()) items.push_back({fault.where, fault.code, fault.hint});
  }
  return http::problem(faults.front(), request_id, items);
}

http::Response record_response(int status, DirectoryType type, const processors::DirectoryEntry& entry) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = record_with_id(type, entry.id, entry.record);
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
    const std::string* type = request.header("content-type");
    if (type == nullptr || media_type(*type) != "application/json" || request.header("content-encoding") != nullptr) {
      return reply(http::problem({"unsupported_media_type", ErrorClass::refused, "", "application/json in UTF-8"}, request.request_id));
    }
    desk_.put(*item, request.body, answering(request, std::move(reply), [type = type_](const DeskAnswer& answer) {
      return record_response(answer.created ? 201 : 200, type, answer.entry);
    }));
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
                               request.peer_address};
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
  using Path = std::pair<const char*, DirectoryType>;
  for (const auto& [path, type] : {Path{"/v1/places/{id}", DirectoryType::place}, Path{"/v1/subjects/{id}", DirectoryType::subject}}) {
    const Desk one(desk, credentials, type);
    router.add("GET", path, [one](http::Request request, http::Reply reply) { one.get(std::move(request), std::move(reply)); });
    router.add("PUT", path, [one](const http::Request& request, http::Reply reply) { one.put(request, std::move(reply)); });
    router.add("DELETE", path, [one](const http::Request& request, http::Reply reply) { one.remove(request, std::move(reply)); });
  }
}

}  // namespace muster::ingest
