// Who may do what on the router of a real server: from the table of rights every role, route and case of
// whose it is, by status and body.
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/deploy/rights_rows.h"
#include "tests/deploy/rights_world.h"

namespace muster::deploy {
namespace {

using access::Action;
using access::Sight;
using access::Verdict;

class Rights : public RightsWorld {
 protected:
  // Ids stand for themselves in answers: two of them are the same but for it.
  static std::string without(std::string text, std::string_view id) {
    for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), "ID");
    const std::size_t as_of = text.find("\"as_of\":\"");
    if (as_of != std::string::npos) text.erase(as_of, 33);
    return text;
  }

  struct Asked {
    const RightsRow& row;
    const Principal& who;
  };

  static http::Response ask_about(const Asked& a, std::string_view id) {
    std::string target(a.row.pattern);
    if (target == "/v1/reports/daily") target += "?date=" + day_;  // of the sessions: it may have been yesterday
    if (target == "/v1/reports/monthly") target += "?month=" + day_.substr(0, 7);
    if (const auto open = target.find('{'); open != std::string::npos) {
      target.replace(open, target.find('}') - open + 1, a.row.pattern == "/problems/{code}" ? "not_found" : id);
    }
    std::string body(a.row.body);
    if (const auto at = body.find("SUBJECT"); at != std::string::npos) body.replace(at, 7, id);
    const bool writes = a.row.status == 412;
    return ask(a.who, a.row.method, target, body, writes ? std::vector<http::Pair>{{"if-match", "\"none\""}} : std::vector<http::Pair>{});
  }

  static Verdict verdict(const Asked& a, const Case& c) {
    const bool known = std::string_view(c.tenant) == "default";
    return may(a.who, a.row.action, access::Target{c.subject, known ? c.department : ""});
  }

  static void check_gate(const Asked& a) {
    const auto response = ask_about(a, kNobody);
    const bool never = a.row.shape == Shape::gate && sight(a.who, a.row.action) == Sight::none;
    EXPECT_EQ(response.status, never ? 403 : a.row.status) << response.body;
  }

  static void check_list(const Asked& a) {
    const auto response = ask_about(a, kNobody);
    if (sight(a.who, a.row.action) == Sight::none) {
      EXPECT_EQ(response.status, 403) << response.body;
      return;
    }
    ASSERT_EQ(response.status, a.row.status) << response.body;
    std::set<std::string> seen, expected;
    std::size_t counted = 0;
    const auto answer = nlohmann::json::parse(response.body);
    for (const auto& item : answer["items"]) {
      if (a.row.shape == Shape::list) seen.insert(item["subject"]);
      if (a.row.shape == Shape::counts) counted += item["count"].get<std::size_t>();
    }
    for (const Case& c : kCases) {
      if (std::string_view(c.tenant) == "default" && verdict(a, c) == Verdict::yes) expected.insert(c.subject);
    }
    if (a.row.shape == Shape::list) {
      EXPECT_EQ(seen, expected);
    } else {
      EXPECT_EQ(counted, expected.size());
    }
  }

  // Out of sight is not there, whichever way one looks at it.
  static void check_named(const Asked& a, const Case& c) {
    const bool session = a.row.shape == Shape::session, place = a.row.shape == Shape::place;
    const std::string id = session ? fmt::format("{}-1", c.subject) : place ? fmt::format("at-{}", c.tenant) : c.subject;
    const std::string absent = session ? fmt::format("{}-1", kNobody) : place ? "at-none" : kNobody;
    const bool there = std::string_view(c.tenant) == "default";
    // A session that is nowhere is nobody's: who may at all, does not see it.
    Verdict verdict = Rights::verdict(a, c);
    if (session && !there && verdict != Verdict::never) verdict = Verdict::out_of_sight;
    const auto response = ask_about(a, id);
    // What one sees and may not correct, its own, is no secret.
    const bool seen = a.row.action == Action::correct && there && may(a.who, Action::read_subject, access::Target{c.subject, c.department}) == Verdict::yes;
    const int expected = verdict == Verdict::never          ? 403
                         : verdict == Verdict::out_of_sight ? (seen ? 403 : 404)
                         : there                            ? a.row.status
                                                            : a.row.absent;
    EXPECT_EQ(response.status, expected) << response.body;
    if ((verdict == Verdict::yes || seen) && there) return;
    const auto nothing = ask_about(a, absent);
    if (verdict == Verdict::yes && a.row.absent != 404) {
      EXPECT_EQ(without(response.body, id), without(nothing.body, absent));
    } else {
      EXPECT_EQ(response.body, nothing.body);
      EXPECT_EQ(response.headers, nothing.headers);
      EXPECT_EQ(response.content_type, nothing.content_type);
    }
  }

  static void check_write(const Asked& a, const Case& c) {
    const auto response = ask_about(a, c.subject);
    const bool any = a.row.shape == Shape::event && may(a.who, Action::write_any_event) == Verdict::yes;
    EXPECT_EQ(response.status, any || verdict(a, c) == Verdict::yes ? a.row.status : 403) << response.body;
  }

  // A program names whom it speaks for; what a role never may is refused whoever that is, and tells nothing.
  static void check_dialect(const Asked& a) {
    for (const char* subject : {"me", kNobody}) {
      std::string target(a.row.pattern);
      if (const auto open = target.find("{id}"); open != std::string::npos) target.replace(open, 4, fmt::format("{}-1", kNobody));
      const auto response = ask(a.who, a.row.method, fmt::format("{}?subject={}", target, subject), a.row.body);
      const bool never = a.row.shape == Shape::dialect && sight(a.who, a.row.action) == Sight::none;
      if (a.row.shape == Shape::anybody) {
        EXPECT_EQ(response.status, a.row.status) << "no accounts here: " << response.body;
      } else if (never) {
        EXPECT_EQ(response.status, 403) << response.body;
      } else {
        EXPECT_NE(response.status, 403) << response.body;
        EXPECT_LT(response.status, 500) << response.body;
      }
    }
  }

  static void check(const Asked& a, const Case& c) {
    switch (a.row.shape) {
      case Shape::open: case Shape::gate: return check_gate(a);
      case Shape::list: case Shape::counts: return check_list(a);
      case Shape::subject:
      case Shape::session:
      case Shape::place: return check_named(a, c);
      case Shape::write:
      case Shape::event: return check_write(a, c);
      case Shape::dialect:
      case Shape::anybody: return check_dialect(a);
    }
  }

};

bool is_about_somebody(Shape shape) {
  return shape == Shape::subject || shape == Shape::session || shape == Shape::place || shape == Shape::write ||
         shape == Shape::event;
}

TEST_F(Rights, EveryRoleRouteAndCase) {
  for (const RightsRow& row : rights_rows()) {
    for (std::size_t i = 0; i < access::kRoleCount; ++i) {
      const Principal who = of_role(static_cast<access::Role>(i));
      for (const Case& c : kCases) {
        SCOPED_TRACE(fmt::format("{} {} as {} of {}", row.method, row.pattern, name_of(static_cast<access::Role>(i)), c.name));
        check({row, who}, c);
        if (!is_about_somebody(row.shape)) break;
      }
    }
  }
}

// What concerns the process as a whole is the operator's.
TEST_F(Rights, AnAdminOfAnotherTenantHasNothingToDoWithTheProcess) {
  for (const RightsRow& row : rights_rows()) {
    if (row.shape != Shape::gate) continue;
    const bool operators = row.action == Action::manage_store || row.action == Action::read_metrics;
    const int status = ask_about({row, principal({access::Role::admin}, "", "", "other")}, kNobody).status;
    EXPECT_EQ(status == 403, operators) << row.method << " " << row.pattern << ": " << status;
  }
}

TEST_F(Rights, EveryRouteIsKnown) {
  std::set<std::pair<std::string, std::string>> known;
  for (const RightsRow& row : rights_rows()) known.emplace(row.pattern, row.method);
  for (const auto& [pattern, method] : server_->router.routes()) {
    const std::string without_slash = pattern.ends_with('/') ? pattern.substr(0, pattern.size() - 1) : pattern;
    EXPECT_TRUE(known.contains({without_slash, method})) << method << " " << pattern << ": which right does it ask?";
  }
}

TEST_F(Rights, OneAnswersAsSeveralRoles) {
  const Principal both = {Tenant{"default"}, {access::Role::user, access::Role::ingest}, SubjectId{"me"}, "north", "me", {}};
  EXPECT_EQ(ask(both, "GET", "/v1/sessions/me-1").status, 200);
  EXPECT_EQ(ask(both, "GET", "/v1/sessions/dep-1").status, 404);
  EXPECT_EQ(ask(both, "POST", "/v1/pings", R"({"subject":"dep","session_id":"none"})").status, 202);
}

}  // namespace
}  // namespace muster::deploy
