#include "api/access/may.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "api/access/credentials.h"

namespace muster::access {
namespace {

Principal with(RoleSet roles, const char* subject = "", const char* department = "") {
  return Principal{Tenant{"default"}, roles, SubjectId{subject}, department, "someone"};
}

TEST(May, UserWritesAndReadsItselfOnly) {
  const Principal user = with({Role::user}, "u-1", "north");
  EXPECT_EQ(may(user, Action::write_events, {"u-1", ""}), Verdict::yes);
  EXPECT_EQ(may(user, Action::write_events, {"u-2", ""}), Verdict::out_of_sight);
  EXPECT_EQ(may(user, Action::read_subject, {"u-2", "north"}), Verdict::out_of_sight);
  EXPECT_EQ(may(user, Action::read_places), Verdict::yes);
  EXPECT_EQ(may(user, Action::write_places), Verdict::never);
  EXPECT_EQ(may(user, Action::write_subject, {"u-1", ""}), Verdict::yes);
  EXPECT_EQ(may(user, Action::write_subject_standing, {"u-1", ""}), Verdict::never);
  EXPECT_EQ(may(user, Action::correct, {"u-1", "north"}), Verdict::never);
}

TEST(May, SupervisorCorrectsItsDepartmentButNeverItself) {
  const Principal boss = with({Role::supervisor}, "boss", "north");
  EXPECT_EQ(may(boss, Action::correct, {"u-1", "north/day"}), Verdict::yes);
  EXPECT_EQ(may(boss, Action::correct, {"u-1", "south"}), Verdict::out_of_sight);
  EXPECT_EQ(may(boss, Action::correct, {"boss", "north"}), Verdict::out_of_sight);
  EXPECT_EQ(may(boss, Action::read_subject, {"boss", "north"}), Verdict::yes);
  EXPECT_EQ(may(boss, Action::write_places), Verdict::yes);
  EXPECT_EQ(may(boss, Action::read_audit), Verdict::never);
}

TEST(May, ProgramsDoWhatTheyAreForOnly) {
  EXPECT_EQ(may(with({Role::ingest}), Action::write_events, {"u-1", ""}), Verdict::yes);
  EXPECT_EQ(may(with({Role::ingest}), Action::write_any_event), Verdict::never);
  EXPECT_EQ(may(with({Role::ingest}), Action::read_subject, {"u-1", ""}), Verdict::never);
  EXPECT_EQ(may(with({Role::model}), Action::read_active_users), Verdict::yes);
  EXPECT_EQ(may(with({Role::model}), Action::write_events, {"u-1", ""}), Verdict::never);
  EXPECT_EQ(may(with({Role::analyst}), Action::read_tenant), Verdict::yes);
  EXPECT_EQ(may(with({Role::analyst}), Action::write_events, {"u-1", ""}), Verdict::never);
  EXPECT_EQ(may(with({Role::analyst}), Action::read_sign_ins, {"u-1", ""}), Verdict::never);
  EXPECT_EQ(may(with({Role::replay}), Action::write_any_event), Verdict::yes);
  for (std::size_t i = 0; i < kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    EXPECT_EQ(may(with({Role::replay}), action, {"u-1", ""}), action == Action::write_any_event ? Verdict::yes : Verdict::never) << i;
  }
}

TEST(May, OnlyAdminsManageTheStore) {
  EXPECT_EQ(may(with({Role::admin}), Action::manage_store), Verdict::yes);
  for (const Role role : {Role::user, Role::supervisor, Role::ingest, Role::model, Role::analyst, Role::replay}) {
    EXPECT_EQ(may(with({role}), Action::manage_store), Verdict::never);
  }
}

TEST(May, TheProcessIsTheOperatorsNotEveryTenants) {
  for (const Action what : {Action::manage_store, Action::read_metrics}) {
    Principal admin = with({Role::admin, Role::analyst});
    EXPECT_EQ(may(admin, what), Verdict::yes);
    admin.tenant = Tenant{"acme"};
    EXPECT_EQ(may(admin, what), Verdict::never);
    EXPECT_EQ(sight(admin, what), Sight::none);
  }
  Principal admin = with({Role::admin});
  admin.tenant = Tenant{"acme"};
  EXPECT_EQ(may(admin, Action::correct, {"u-1", ""}), Verdict::yes);
  EXPECT_EQ(may(admin, Action::read_audit), Verdict::yes);
}

TEST(May, WithoutCredentialsEverythingGoes) {
  const auto anonymous = no_credentials()->identify(http::Request{});
  ASSERT_TRUE(anonymous.ok());
  EXPECT_EQ(anonymous->tenant, Tenant{"default"});
  EXPECT_EQ(anonymous->caller(), "anonymous");
  for (std::size_t i = 0; i < kActionCount; ++i) {
    EXPECT_EQ(may(*anonymous, static_cast<Action>(i), {"u-1", "north"}), Verdict::yes) << i;
  }
}

struct OneSubject {
  struct Standing {
    std::string department;
  };
  std::optional<Standing> standing_of(const Tenant&, const SubjectId& subject) const {
    ++asked;
    return subject.view() == "u-1" ? std::optional(Standing{"north/day"}) : std::nullopt;
  }
  mutable int asked = 0;
};

TEST(May, TheDirectoryIsAskedOnlyWhereItDecides) {
  const OneSubject directory;
  const Principal boss = with({Role::supervisor}, "boss", "north");
  EXPECT_EQ(may(with({Role::admin}), Action::correct, SubjectId{"u-1"}, directory), Verdict::yes);
  EXPECT_EQ(may(with({Role::user}, "u-2", "north"), Action::correct, SubjectId{"u-1"}, directory), Verdict::never);
  EXPECT_EQ(may(boss, Action::read_subject, SubjectId{"boss"}, directory), Verdict::yes);
  EXPECT_EQ(may(with({Role::supervisor}, "boss"), Action::correct, SubjectId{"u-1"}, directory), Verdict::out_of_sight);
  EXPECT_EQ(directory.asked, 0);
  EXPECT_EQ(may(boss, Action::correct, SubjectId{"u-1"}, directory), Verdict::yes);
  EXPECT_EQ(may(boss, Action::correct, SubjectId{"u-3"}, directory), Verdict::out_of_sight);
  EXPECT_EQ(may(with({Role::supervisor}, "boss", "north/da"), Action::correct, SubjectId{"u-1"}, directory), Verdict::out_of_sight);
}

TEST(May, ListsShowNoneSomeOrAll) {
  EXPECT_EQ(sight(with({Role::user}, "u-1"), Action::read_tenant), Sight::none);
  EXPECT_EQ(sight(with({Role::supervisor}, "boss"), Action::read_tenant), Sight::some);
  EXPECT_EQ(sight(with({Role::supervisor, Role::analyst}, "boss"), Action::read_tenant), Sight::all);
}

TEST(May, DepartmentsArePaths) {
  EXPECT_TRUE(department_within("north", "north"));
  EXPECT_TRUE(department_within("north", "north/day"));
  EXPECT_FALSE(department_within("north", "northern"));
  EXPECT_FALSE(department_within("north/day", "north"));
  EXPECT_FALSE(department_within("", "north"));
}

TEST(Roles, HaveNames) {
  for (std::size_t i = 0; i < kRoleCount; ++i) {
    const Role role = static_cast<Role>(i);
    EXPECT_EQ(role_by_name(name_of(role)), role);
  }
  EXPECT_FALSE(role_by_name("root"));
}

}  // namespace
}  // namespace muster::access
