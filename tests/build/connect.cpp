// Has a docker daemon build a context with its Dockerfile, and push what comes out.
//
//   tare-connect CONTEXT IMAGE [ADDRESS]
//
// Without an address it is the daemon that docker would take. Prints the image's digest, and what
// the push ends with.
#include <grpcpp/client_context.h>

#include <cstdio>
#include <exception>

#include "builder.hpp"
#include "control.grpc.pb.h"
#include "docker_context.hpp"

namespace {

namespace control = moby::buildkit::v1;

std::string solve(cli::Builder& builder, const std::string& session, const std::string& image) {
  control::SolveRequest request;
  request.set_ref(session);
  request.set_session(session);
  request.set_frontend("dockerfile.v0");
  request.set_exporter("moby");
  (*request.mutable_exporterattrs())["name"] = image;
  control::SolveResponse response;
  grpc::ClientContext context;
  const auto stub = control::Control::NewStub(builder.control());
  const grpc::Status status = stub->Solve(&context, request, &response);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return response.exporterresponse().at("containerimage.digest");
}

int run(const std::string& directory, const std::string& image, const char* address) {
  const cli::DockerConfig config;
  tare::SessionOptions options;
  options.directories = {{"context", directory}, {"dockerfile", directory}};
  options.credentials = [&](const std::string& host) { return config.credentials(host); };
  tare::Session session(options);
  cli::Builder builder(address != nullptr ? cli::parse_builder_address(address)
                                          : cli::default_builder(config));
  builder.attach(session);
  std::printf("%s\n", solve(builder, session.id(), image).c_str());
  try {
    std::printf("%s\n", builder.push(image, config, {}).c_str());
  } catch (const tare::Error& error) {
    std::printf("%s\n", error.what());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    return run(argv[1], argv[2], argv[3]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
