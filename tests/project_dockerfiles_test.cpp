// Real Dockerfiles: their stages, and what the target needs, as a reader of the file finds them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/dockerfile_cases.hpp"
#include "tare/build_plan.hpp"

namespace {

struct Project {
  const char* name;
  const char* target;  // empty: the last stage
  std::size_t stages;
  std::size_t reachable;
  const char* requested;  // `.` is the whole context
};

void PrintTo(const Project& project, std::ostream* out) {
  *out << project.name << (*project.target == '\0' ? "" : ":") << project.target;
}

class ProjectDockerfile : public testing::TestWithParam<Project> {};

TEST_P(ProjectDockerfile, HasTheStagesAndPathsThatAReaderFinds) {
  const Project& project = GetParam();
  tare::BuildOptions options;
  options.platform = "linux/amd64";
  if (*project.target != '\0') options.target = project.target;
  const tare::BuildPlan plan(
      tare::Dockerfile::parse(test::read_project_dockerfile(project.name), project.name), options);
  std::size_t reachable = 0;
  for (const tare::PlannedStage& stage : plan.stages()) reachable += stage.reachable ? 1 : 0;
  const std::string requested =
      plan.requested() ? fmt::format("{}", fmt::join(*plan.requested(), " ")) : ".";
  EXPECT_EQ(plan.stages().size(), project.stages);
  EXPECT_EQ(reachable, project.reachable);
  EXPECT_EQ(requested, project.requested);
}

INSTANTIATE_TEST_SUITE_P(
    All, ProjectDockerfile,
    testing::Values(
        Project{"backstage", "", 1, 1,
                ".yarn .yarnrc.yml app-config*.yaml backstage.json examples package.json "
                "packages/backend/dist/bundle.tar.gz packages/backend/dist/skeleton.tar.gz "
                "yarn.lock"},
        Project{"buildah", "", 1, 1, "."}, Project{"containerd", "", 9, 5, "."},
        Project{"containerd", "cni", 9, 2, "go.mod script/setup/install-cni"},
        Project{"distribution", "", 8, 6, "."}, Project{"distribution", "base", 8, 2, ""},
        Project{"docker-cli", "", 8, 5, "."}, Project{"docker-cli", "build-buster", 8, 3, ""},
        Project{"etcd", "", 2, 2, "etcd etcdctl"}, Project{"hugo", "", 2, 2, "."},
        Project{"influxdb", "", 2, 2, "."}, Project{"jq", "", 1, 1, "."},
        Project{"lego", "", 2, 2, "."}, Project{"moby", "", 36, 26, "."},
        Project{"moby", "tini", 36, 4, "hack/dockerfile/install"},
        Project{"moby", "frozen-images", 36, 1, "contrib/download-frozen-image-v2.sh"},
        Project{"mongo-express", "", 2, 2, "."},
        Project{"nats-server", "", 2, 2, "docker/nats-server.conf nats-server"},
        Project{"prometheus", "", 1, 1,
                ".build/linux-amd64/prometheus .build/linux-amd64/promtool LICENSE NOTICE "
                "console_libraries consoles documentation/examples/prometheus.yml "
                "npm_licenses.tar.bz2"},
        Project{"rclone", "", 2, 2, "."}, Project{"redis-commander", "", 1, 1, "."},
        Project{"restic", "", 2, 2, "."}, Project{"runc", "", 1, 1, "script/*"},
        Project{"statsd", "", 1, 1, "."}, Project{"syncthing", "", 2, 2, "."}));

}  // namespace
