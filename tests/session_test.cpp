// The sender's side of a transfer, packet by packet, and connections that are none of gRPC's.
#include "tare/session.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "builder/raw_builder.hpp"
#include "lib/session/src/diff_copy.hpp"
#include "lib/session/src/grpc_message.hpp"
#include "lib/session/src/stat_packet.hpp"
#include "lib/session/src/transfer_request.hpp"
#include "support/receiver.hpp"
#include "support/served_session.hpp"
#include "support/temp_tree.hpp"

namespace {

using tare::Packet;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using test::ends_list;
using test::packet_of;
using test::Receiver;

class DiffCopyTest : public testing::Test {
 protected:
  // What the sender fails with, or nothing.
  std::string send(Receiver& receiver) {
    tare::ContextOptions context;
    context.directory = tree.path();
    context.rules = tare::Matcher();
    tare::Transfer transfer;
    transfer.number = 7;
    transfer.name = "context";
    options.patience = std::chrono::milliseconds(100);
    try {
      tare::DiffCopy(tare::Context(context), transfer, options, receiver).run();
    } catch (const tare::Error& error) {
      fault = error.fault();
      return error.what();
    }
    return {};
  }

  // Of a receiver that says `packet` when it has been told everything.
  std::string send_to_one_that_says(const Packet& packet) {
    Receiver receiver([&](const Packet& got, Receiver& self) {
      if (ends_list(got)) self.say(packet);
    });
    const std::string failure = send(receiver);
    EXPECT_EQ(receiver.error, failure);
    EXPECT_FALSE(receiver.finished);
    return failure;
  }

  test::TempTree tree;
  tare::DiffCopyOptions options;
  tare::Fault fault = tare::Fault::usage;
};

TEST_F(DiffCopyTest, TellsAllThenSendsWhatIsAskedForThenEnds) {
  tree.file("a", "first");
  tree.file("d/b", std::string(100'000, 'b'));
  tree.file("d/empty");
  std::size_t left = 2;
  Receiver receiver([&](const Packet& packet, Receiver& self) {
    if (packet.type() == Packet::STAT && packet.stat().path() == "d/b") {
      self.say(packet_of(Packet::REQ, 2));  // while the list goes on
    }
    if (ends_list(packet)) self.say(packet_of(Packet::REQ, 3));
    if (packet.type() == Packet::DATA && packet.data().empty() && --left == 0) {
      self.say(packet_of(Packet::FIN));
    }
  });
  EXPECT_EQ(send(receiver), "");
  EXPECT_TRUE(receiver.finished);
  EXPECT_THAT(receiver.stats, testing::SizeIs(4));
  EXPECT_EQ(receiver.contents.size(), 2u);
  EXPECT_EQ(receiver.contents[2], std::string(100'000, 'b'));
  EXPECT_EQ(receiver.contents[3], "");
}

TEST_F(DiffCopyTest, AnEndThatComesEarlyWaitsForWhatWasAskedFor) {
  tree.file("a", std::string(500'000, 'a'));
  tree.file("b", std::string(500'000, 'b'));
  Receiver receiver([&](const Packet& packet, Receiver& self) {
    if (!ends_list(packet)) return;
    self.say(packet_of(Packet::REQ, 0));
    self.say(packet_of(Packet::REQ, 1));
    self.say(packet_of(Packet::FIN));
  });
  EXPECT_EQ(send(receiver), "");
  EXPECT_TRUE(receiver.finished);
  EXPECT_EQ(receiver.contents[0].size() + receiver.contents[1].size(), 1'000'000u);
  EXPECT_EQ(receiver.complete.size(), 2u);
}

TEST_F(DiffCopyTest, RefusesWhatItDidNotOffer) {
  tree.file("d/a", "a");
  tree.hard_link("d/b", "d/a");
  tree.symlink("l", "d/a");
  EXPECT_THAT(send_to_one_that_says(packet_of(Packet::REQ, 4)),
              HasSubstr("asks for entry 4, which was not offered"));
  for (const std::uint32_t id : {0u, 2u, 3u}) {  // a directory, a further name, a link
    EXPECT_THAT(send_to_one_that_says(packet_of(Packet::REQ, id)),
                HasSubstr("asks for entry " + std::to_string(id) + ", which is no regular file"));
  }
  EXPECT_EQ(fault, tare::Fault::output);
}

TEST_F(DiffCopyTest, RefusesWhatOnlyASenderSays) {
  EXPECT_THAT(send_to_one_that_says(packet_of(Packet::STAT)), HasSubstr("sends entries"));
  EXPECT_THAT(send_to_one_that_says(packet_of(Packet::DATA)), HasSubstr("sends data"));
  EXPECT_THAT(send_to_one_that_says(packet_of(static_cast<Packet::Type>(9))),
              HasSubstr("unknown type, 9"));
}

TEST_F(DiffCopyTest, MakesWhatABuilderSaysPrintable) {
  const std::string failure = send_to_one_that_says(packet_of(Packet::ERR, 0, "no\x1b[31m space"));
  EXPECT_THAT(failure, HasSubstr("the builder gave up: no\\x1b[31m space"));
}

TEST_F(DiffCopyTest, ABuilderThatSaysNoMoreGetsTenTimesThePatience) {
  Receiver receiver([](const Packet&, Receiver&) {});
  EXPECT_THAT(send(receiver), HasSubstr("has everything and has said nothing for 1 s"));
}

TEST_F(DiffCopyTest, AFileThatIsNotWhatWasOfferedEndsTheTransfer) {
  const std::map<std::string, std::function<void()>> mutations{
      {"gone", [&] { std::filesystem::remove(tree.path("file")); }},
      {"grown", [&] { std::ofstream(tree.path("file"), std::ios::app) << "more"; }},
      {"shrunk", [&] { std::filesystem::resize_file(tree.path("file"), 3); }},
      {"a link now",
       [&] {
         std::filesystem::remove(tree.path("file"));
         tree.symlink("file", "/etc/passwd");
       }},
  };
  for (const auto& [what, mutation] : mutations) {
    const std::function<void()>& mutate = mutation;
    tree.clear();
    tree.file("file", "content");
    Receiver receiver([&](const Packet& packet, Receiver& self) {
      if (!ends_list(packet)) return;
      mutate();
      self.say(packet_of(Packet::REQ, 0));
    });
    EXPECT_THAT(send(receiver), HasSubstr("/file'")) << what;
    EXPECT_EQ(fault, tare::Fault::input);
    EXPECT_THAT(receiver.error, HasSubstr("/file'")) << what;
    EXPECT_THAT(receiver.complete, IsEmpty()) << what;
    EXPECT_FALSE(receiver.finished) << what;
  }
}

TEST_F(DiffCopyTest, CountsWhatItDoes) {
  tree.file("a", "12345");
  tree.file("skipped", "x");
  tree.directory("d");
  std::vector<tare::Transfer> told;
  options.progress = [&](const tare::Transfer& transfer) { told.push_back(transfer); };
  options.choose = [&](const tare::Transfer& transfer, const tare::Entry& entry) {
    EXPECT_EQ(transfer.number, 7u);
    return entry.name != "skipped";
  };
  Receiver receiver([&](const Packet& packet, Receiver& self) {
    if (ends_list(packet)) self.say(packet_of(Packet::REQ, 0));
    if (packet.type() == Packet::DATA && packet.data().empty()) self.say(packet_of(Packet::FIN));
  });
  EXPECT_EQ(send(receiver), "");
  ASSERT_FALSE(told.empty());
  const tare::Transfer& last = told.back();
  EXPECT_EQ(last.name, "context");
  EXPECT_EQ(last.entries, 2u);
  EXPECT_EQ(last.files_requested, 1u);
  EXPECT_EQ(last.files_sent, 1u);
  EXPECT_EQ(last.bytes_sent, 5u);
  EXPECT_EQ(last.directories_read, 2u);
  EXPECT_TRUE(last.finished);
}

TEST_F(DiffCopyTest, ACallbackThatThrowsEndsTheTransfer) {
  tree.file("a");
  options.choose = [](const tare::Transfer&, const tare::Entry&) -> bool {
    throw std::runtime_error("no idea");
  };
  Receiver receiver([](const Packet&, Receiver&) {});
  EXPECT_THAT(send(receiver), HasSubstr("no idea"));
  EXPECT_THAT(receiver.error, HasSubstr("no idea"));
}

TEST_F(DiffCopyTest, AReceiverThatGoesEndsTheTransfer) {
  tree.file("a", std::string(500'000, 'a'));
  Receiver receiver([&](const Packet& packet, Receiver& self) {
    if (ends_list(packet)) self.say(packet_of(Packet::REQ, 0));
    if (packet.type() == Packet::DATA) self.close();
  });
  EXPECT_THAT(send(receiver), HasSubstr("the builder ended the transfer before its end"));
}

TEST(StatPacket, HasModesAsGoWritesThem) {
  EXPECT_EQ(tare::protocol_mode(tare::Kind::file, 0644), 0644u);
  EXPECT_EQ(tare::protocol_mode(tare::Kind::file, 06755), 0755u | 1u << 23 | 1u << 22);
  EXPECT_EQ(tare::protocol_mode(tare::Kind::directory, 01777), 0777u | 1u << 31 | 1u << 20);
  EXPECT_EQ(tare::protocol_mode(tare::Kind::symlink, 0777), 0777u | 1u << 27);
  EXPECT_EQ(tare::protocol_mode(tare::Kind::fifo, 0600), 0600u | 1u << 25);
  EXPECT_EQ(tare::protocol_mode(tare::Kind::block_device, 0600), 0600u | 1u << 26);
  EXPECT_EQ(tare::protocol_mode(tare::Kind::character_device, 0600), 0600u | 1u << 26 | 1u << 21);
}

TEST(GrpcMessage, EscapesTheTextOfAStatus) {
  EXPECT_EQ(tare::percent_encoded("100% of\n\xc3\xbc"), "100%25 of%0A%C3%BC");
}

TEST(GrpcMessage, TakesEscapesOfAQueryAway) {
  EXPECT_EQ(tare::query_unescaped("a+b%2F%c3%BC%25"), "a b/\xc3\xbc%");
  for (const char* broken : {"%", "%2", "%2g", "a%"}) {
    EXPECT_EQ(tare::query_unescaped(broken), std::nullopt) << broken;
  }
}

TEST(TransferRequest, ReadsTheMetadataOfACall) {
  const tare::TransferRequest plain = tare::transfer_request({{":path", "/x"},
                                                              {"dir-name", "context"},
                                                              {"exclude-patterns", "a%20b"},
                                                              {"exclude-patterns", "!c"},
                                                              {"include-patterns", "d"}});
  EXPECT_EQ(plain.name, "context");
  EXPECT_THAT(plain.exclude, ElementsAre("a%20b", "!c"));
  EXPECT_THAT(plain.request.include, ElementsAre("d"));
  EXPECT_FALSE(plain.request.follow);
  const tare::TransferRequest escaped = tare::transfer_request({{"dir-name", "context"},
                                                                {"followpaths", "a%20b+c"},
                                                                {"followpaths-encoded", "1"},
                                                                {"exclude-patterns", "d+e"},
                                                                {"exclude-patterns-encoded", "0"}});
  EXPECT_THAT(*escaped.request.follow, ElementsAre("a b c"));
  EXPECT_THAT(escaped.exclude, ElementsAre("d+e"));
  EXPECT_THROW(static_cast<void>(tare::transfer_request(
                   {{"followpaths", "%zz"}, {"followpaths-encoded", "true"}})),
               tare::Error);
}

// -- Sessions ----------------------------------------------------------------------------------

std::string refusal(tare::SessionOptions options) {
  try {
    const tare::Session session(std::move(options));
  } catch (const tare::Error& error) {
    return error.what();
  }
  return {};
}

TEST(SessionTest, RefusesOptionsThatMakeNoSense) {
  const test::TempTree tree;
  EXPECT_THAT(refusal({}), HasSubstr("no directory to share"));
  EXPECT_THAT(refusal(test::sharing(tree.path("missing"))), HasSubstr("missing"));
  tare::SessionOptions twice = test::sharing(tree.path());
  twice.directories.push_back({"context", tree.path()});
  EXPECT_THAT(refusal(twice), HasSubstr("already shared as context"));
  tare::SessionOptions impatient = test::sharing(tree.path());
  impatient.patience = std::chrono::seconds(0);
  EXPECT_THAT(refusal(impatient), HasSubstr("patience"));
}

TEST(SessionTest, SaysWhatABuilderHasToBeTold) {
  const test::TempTree tree;
  tree.directory("shop\n");
  tare::SessionOptions options = test::sharing(tree.path("shop\n"));
  const tare::Session first(options);
  const tare::Session second(options);
  EXPECT_NE(first.id(), second.id());
  const auto headers = first.headers();
  ASSERT_EQ(headers.size(), 5u);
  EXPECT_EQ(headers[0].second, first.id());
  EXPECT_EQ(headers[1].second, "shop_");  // in a header
  EXPECT_EQ(headers[2].second.size(), 64u);
  EXPECT_EQ(headers[2], second.headers()[2]);
  EXPECT_EQ(headers[3].second, "/moby.filesync.v1.FileSync/DiffCopy");
  EXPECT_EQ(headers[4].second, "/grpc.health.v1.Health/Check");
  options.credentials = [](const std::string&) { return std::nullopt; };
  EXPECT_EQ(tare::Session(options).headers().back().second, "/moby.filesync.v1.Auth/Credentials");
  const tare::Session other(test::sharing(tree.path()));
  EXPECT_NE(headers[2], other.headers()[2]);
}

TEST(SessionTest, TakesAConnectedStreamSocketOnce) {
  const test::TempTree tree;
  tare::Session session(test::sharing(tree.path()));
  session.stop();
  int no_socket[2];
  ASSERT_EQ(pipe(no_socket), 0);
  EXPECT_THROW(session.serve(no_socket[0]), tare::Error);
  EXPECT_THROW(session.serve(no_socket[1]), tare::Error);
  tare::Session stopped(test::sharing(tree.path()));
  stopped.stop();
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  stopped.serve(ends[0]);  // returns
  close(ends[1]);
}

std::uint64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6));
  }
  return 0;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kMostMore = 400u * 1024;  // what is freed stays for a while
#else
constexpr std::uint64_t kMostMore = 128u * 1024;
#endif

TEST(SessionTest, ClosesTheConnectionAlsoWhenItIsNotOpen) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  tare_session* session = tare_session_new();
  EXPECT_EQ(tare_session_serve(session, ends[0], nullptr), TARE_USAGE);
  tare_session_free(session);
  char byte = 0;
  EXPECT_EQ(recv(ends[1], &byte, 1, MSG_DONTWAIT), 0);  // the other end is closed
  close(ends[1]);
}

TEST(SessionTest, HasAnyAmountOfPatience) {
  const test::TempTree tree;
  tare::SessionOptions options = test::sharing(tree.path());
  options.patience = std::chrono::seconds::max();
  test::ServedSession served(std::move(options));
  test::make_calls(served.builder_end(), "/unknown", 1, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  close(served.builder_end());
  EXPECT_EQ(served.end(), "");
}

// Waits until something has gone wrong, and ends the session.
void wait_for_failure(tare::Session& session) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!session.failure() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  session.stop();
}

TEST(SessionTest, RefusesAGigabyteOfRulesInBoundedMemory) {
  const test::TempTree tree;
  test::ServedSession served(tree.path());
  const std::uint64_t before = peak_kilobytes();
  EXPECT_LT(test::send_rules(served.builder_end(), 1u << 30), 100u << 20);
  EXPECT_THAT(served.end(), HasSubstr("does not speak HTTP/2 as it should"));
  EXPECT_LT(peak_kilobytes() - before, kMostMore);
}

TEST(SessionTest, RefusesMoreRulesThanAnyBuilderSends) {
  const test::TempTree tree;
  test::ServedSession served(tree.path());
  std::thread builder([&] { test::send_rules(served.builder_end(), 20u << 20); });
  wait_for_failure(served.session());
  builder.join();
  EXPECT_THAT(served.end(), HasSubstr("more than 16 MiB of patterns"));
}

TEST(SessionTest, EndsForWhatIsNoHttp) {
  const test::TempTree tree;
  test::ServedSession served(tree.path());
  test::send_noise(served.builder_end());
  EXPECT_THAT(served.end(), HasSubstr("does not speak HTTP/2 as it should"));
}

TEST(SessionTest, SaysWhatABuilderDoesWrongWhileACallIsUnderWay) {
  const test::TempTree tree;
  const char* http = "does not speak HTTP/2 as it should";
  const std::map<test::Malformed, const char*> all{
      {test::Malformed::header_list, http},
      {test::Malformed::window, http},
      {test::Malformed::idle_stream, http},
      {test::Malformed::large_frame, http},
      {test::Malformed::compressed, "the builder sends a compressed message"},
      {test::Malformed::large_message, "the builder sends a message of 10000000 bytes"},
      {test::Malformed::no_packet, "the builder sends what is no packet"},
      {test::Malformed::escape,
       "'exclude-patterns': the builder sends '%zz', which is not escaped"},
      {test::Malformed::too_many, "the builder makes too many calls at once"},
  };
  for (const auto& [what, says] : all) {
    test::ServedSession served(tree.path());
    std::thread builder(
        [&, malformed = what] { test::send_malformed(served.builder_end(), malformed); });
    wait_for_failure(served.session());
    builder.join();
    EXPECT_THAT(served.end(), HasSubstr(says)) << static_cast<int>(what);
    const std::optional<tare::Error> failure = served.session().failure();
    EXPECT_TRUE(failure && failure->fault() == tare::Fault::output) << static_cast<int>(what);
  }
}

TEST(SessionTest, BoundsTheMetadataOfAllCallsThatAreUnderWay) {
  const test::TempTree tree;
  test::ServedSession served(tree.path());
  test::make_calls(served.builder_end(), "/moby.filesync.v1.FileSync/DiffCopy", 4, 10u << 20);
  wait_for_failure(served.session());
  EXPECT_THAT(served.end(), HasSubstr("or with more than 32 MiB in all its calls"));
  close(served.builder_end());
}

TEST(SessionTest, CountsNoMetadataOfCallsThatHaveEnded) {
  const test::TempTree tree;
  test::ServedSession served(tree.path());
  test::make_calls(served.builder_end(), "/unknown", 8, 10u << 20);
  close(served.builder_end());
  EXPECT_EQ(served.end(), "");
}

TEST(SessionTest, PassesTrailersOver) {
  const test::TempTree tree;
  test::ServedSession served(tree.path());
  test::send_trailers(served.builder_end());
  wait_for_failure(served.session());
  EXPECT_THAT(served.end(), HasSubstr("the builder ended the transfer before its end"));
  close(served.builder_end());
}

TEST(SessionTest, ABuilderThatReadsSlowlyTakesNoMemory) {
  const test::TempTree tree;
  tree.file("large");
  std::filesystem::resize_file(tree.path("large"), 200u << 20);
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const int room = 32 * 1024;  // far less than what is made before the socket is asked
  ASSERT_EQ(setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room), 0);
  tare::Session session(test::sharing(tree.path()));
  const std::uint64_t before = peak_kilobytes();
  std::thread reader([&] { test::read_slowly(ends[1], 0, 150u << 20); });
  session.serve(ends[0]);
  reader.join();
  EXPECT_THAT(session.failure()->what(), HasSubstr("closed the connection in the middle"));
  EXPECT_LT(peak_kilobytes() - before, kMostMore);
}

TEST(SessionTest, ABuilderThatTakesNothingCostsNoTime) {
  const test::TempTree tree;
  tare::SessionOptions options = test::sharing(tree.path());
  options.patience = std::chrono::seconds(3);
  const std::clock_t before = std::clock();
  test::ServedSession served(std::move(options));
  test::ask_and_take_nothing(served.builder_end());
  EXPECT_THAT(served.end(), HasSubstr("has taken nothing for 3 s"));
  EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC / 2);  // of the processor's
  close(served.builder_end());
}

TEST(SessionTest, ABuilderThatDoesNotAnswerIsNotSaidToTakeNothing) {
  const test::TempTree tree;
  tare::SessionOptions options = test::sharing(tree.path());
  options.patience = std::chrono::seconds(1);
  test::ServedSession served(std::move(options));
  test::ask_and_say_nothing(served.builder_end());
  EXPECT_THAT(served.end(), HasSubstr("the builder has not answered for 1 s"));
  close(served.builder_end());
}

TEST(SessionTest, ABuilderThatIsNotThereAnyMoreIsGivenUp) {
  const test::TempTree tree;
  tare::SessionOptions options = test::sharing(tree.path());
  options.patience = std::chrono::seconds(1);
  test::ServedSession served(std::move(options));  // nobody answers at the other end
  EXPECT_THAT(served.end(), HasSubstr("the builder has not answered for 1 s"));
  close(served.builder_end());
}

}  // namespace
