#include "solve.hpp"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <thread>

#include "control.grpc.pb.h"
#include "support/temp_tree.hpp"

namespace {

namespace api = moby::buildkit::v1;
using namespace std::chrono_literals;
using Kind = cli::SolveResult::Kind;

/// A builder in a step that takes any time.
class Control final : public api::Control::Service {
 public:
  std::atomic<bool> frozen = false;
  std::atomic<int> asked = 0;

  grpc::Status ListWorkers(grpc::ServerContext* context, const api::ListWorkersRequest* /*request*/,
                           api::ListWorkersResponse* /*response*/) override {
    ++asked;
    if (frozen) wait(*context);
    return grpc::Status::OK;
  }
  grpc::Status Solve(grpc::ServerContext* context, const api::SolveRequest* /*request*/,
                     api::SolveResponse* /*response*/) override {
    wait(*context);
    return grpc::Status::OK;
  }

 private:
  static void wait(grpc::ServerContext& context) {
    while (!context.IsCancelled()) std::this_thread::sleep_for(5ms);
  }
};

class Solving : public testing::Test {
 protected:
  test::TempTree tree_;
  Control control_;
  std::string address_ = "unix:" + tree_.path("b.sock");
  std::unique_ptr<grpc::Server> server_ = serve();
  std::shared_ptr<grpc::Channel> channel_ =
      grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());

  std::unique_ptr<grpc::Server> serve() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&control_);
    return builder.BuildAndStart();
  }

  static bool ends(cli::Solve& solve, std::chrono::seconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (std::chrono::steady_clock::now() < deadline) {
      if (solve.wait(20ms)) return true;
    }
    return false;
  }
};

TEST_F(Solving, ABuilderThatDoesNotAnswerIsGivenUp) {
  cli::Solve solve(channel_, {}, [](const cli::BuildUpdate&) {}, {20ms, 200ms});
  while (control_.asked < 3) std::this_thread::sleep_for(5ms);
  EXPECT_FALSE(solve.wait(0ms)) << "it answers";
  control_.frozen = true;
  ASSERT_TRUE(ends(solve, 30s));
  EXPECT_EQ(solve.result().kind, Kind::silent);
}

TEST_F(Solving, NobodyWaitsForAnAnswerOnceItIsCancelled) {
  control_.frozen = true;
  cli::Solve solve(channel_, {}, [](const cli::BuildUpdate&) {}, {1ms, 1h});
  while (control_.asked == 0) std::this_thread::sleep_for(5ms);
  solve.cancel();
  ASSERT_TRUE(ends(solve, 30s));
  EXPECT_EQ(solve.result().kind, Kind::cancelled);
}

}  // namespace
