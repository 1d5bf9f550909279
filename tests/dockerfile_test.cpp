#include "tare/dockerfile.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "support/dockerfile_cases.hpp"
#include "tare/error.hpp"

namespace {

using tare::Dockerfile;
using tare::Instruction;
using testing::ElementsAre;

// `COPY --from=a <b> <c d>`; words of a JSON list in brackets, heredocs as `<<NAME{body}`.
std::string shown(const Instruction& instruction) {
  std::string text(tare::name_of(instruction.kind));
  for (const tare::InstructionFlag& flag : instruction.flags) {
    text += " --" + flag.name + (flag.value ? "=" + *flag.value : "");
  }
  for (const std::string& word : instruction.words) {
    text += instruction.json ? " [" + word + "]" : " <" + word + ">";
  }
  for (const tare::Heredoc& heredoc : instruction.heredocs) {
    text += fmt::format(" <<{}{}{{{}}}", heredoc.name, heredoc.expands ? "" : "'", heredoc.body);
  }
  return text;
}

// All of a file, FROM included, as `LINE-LAST_LINE NAME ...`.
std::vector<std::string> read(std::string_view text) {
  const Dockerfile file = Dockerfile::parse(text);
  std::vector<std::string> list;
  const auto add = [&](const Instruction& instruction) {
    list.push_back(
        fmt::format("{}-{} {}", instruction.line, instruction.last_line, shown(instruction)));
  };
  for (const Instruction& instruction : file.global_arguments()) add(instruction);
  for (const tare::Stage& stage : file.stages()) {
    add(stage.from);
    for (const Instruction& instruction : stage.instructions) add(instruction);
  }
  return list;
}

// The only instruction of a stage.
Instruction instruction(const std::string& text, const std::string& before = "") {
  const Dockerfile file = Dockerfile::parse(before + "FROM scratch\n" + text);
  EXPECT_EQ(file.stages()[0].instructions.size(), 1u);
  return file.stages().front().instructions.front();
}

std::string one(const std::string& text, const std::string& before = "") {
  return shown(instruction(text, before));
}

std::string error_in(std::string_view text) {
  try {
    static_cast<void>(Dockerfile::parse(text, "D"));
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    EXPECT_EQ(error.where(), "D");
    return error.what();
  }
  return "no error";
}

// Of an instruction in line 2.
std::string refused(const std::string& text) { return error_in("FROM scratch\n" + text + "\n"); }

TEST(Dockerfile, LinesHoldInstructionsAndStages) {
  const Dockerfile file = Dockerfile::parse(
      "ARG V=1\n\n  # a comment\nfrom alpine:$V aS Build\n\tRun make  all \nFROM Build\n", "D");
  EXPECT_EQ(file.file(), "D");
  ASSERT_EQ(file.global_arguments().size(), 1u);
  ASSERT_EQ(file.stages().size(), 2u);
  EXPECT_EQ(file.stages()[0].base, "alpine:$V");
  EXPECT_EQ(file.stages()[0].name, "build");
  EXPECT_EQ(file.stages()[0].from.line, 4u);
  EXPECT_EQ(file.stages()[0].instructions[0].text, "Run make  all");
  EXPECT_EQ(file.stages()[1].base, "Build");
  EXPECT_EQ(file.stages()[1].name, "");
}

TEST(Dockerfile, CommentsAndEmptyLinesInsideAContinuationVanish) {
  EXPECT_THAT(read("FROM a\nCOPY d0 \\\n# comment\n\n  \\  \n d1 /o\nRUN x"),
              ElementsAre("1-1 FROM <a>", "2-6 COPY <d0> <d1> </o>", "7-7 RUN <x>"));
}

TEST(Dockerfile, ContinuedLinesAreJoinedWithNothingBetween) {
  EXPECT_EQ(one("COPY d0\\\n/a /o"), "COPY <d0/a> </o>");
}

TEST(Dockerfile, TwoEscapesDoNotContinueALine) {
  EXPECT_THAT(read("FROM a\nCOPY d0 \\\\\nRUN b\\ \\\n"),
              ElementsAre("1-1 FROM <a>", "2-2 COPY <d0> <\\\\>", "3-3 RUN <b\\>"));
}

TEST(Dockerfile, ByteOrderMarkAndCarriageReturnsAreNoText) {
  EXPECT_THAT(read("\xEF\xBB\xBF"
                   "FROM a\r\nRUN <<E\r\nx\r\nE\r\nRUN b \\\r\n c\r\n"),
              ElementsAre("1-1 FROM <a>", "2-4 RUN <<<E> <<E{x\r\n}", "5-6 RUN <b  c>"));
}

TEST(Directives, StandBeforeEverythingElse) {
  const Dockerfile file = Dockerfile::parse(
      "#Syntax = docker/dockerfile:1 x\r\n# check=skip=all\n# ESCAPE=` \nFROM a\nRUN b `\n c\n");
  EXPECT_EQ(file.escape(), '`');
  EXPECT_EQ(file.syntax(), "docker/dockerfile:1");
  EXPECT_EQ(file.stages()[0].instructions[0].words[0], "b  c");
}

TEST(Directives, EndAtAnyOtherLine) {
  for (const std::string before : {"# a comment\n", "\n", "# other=1\n", "#\n", "# syntax=\n"}) {
    EXPECT_EQ(Dockerfile::parse(before + "# escape=`\nFROM a\n").escape(), '\\') << before;
    EXPECT_EQ(Dockerfile::parse(before + "# syntax=x\nFROM a\n").syntax(), "") << before;
  }
}

TEST(Directives, SyntaxMayFollowTheLineOfAnInterpreter) {
  EXPECT_EQ(Dockerfile::parse("#!/usr/bin/env x\n# syntax=me/mine\nFROM a\n").syntax(), "me/mine");
}

TEST(Directives, TwiceOrUnknownEscapesAreRefused) {
  EXPECT_EQ(error_in("# escape=`\n# escape=`\nFROM a\n"),
            "D:1: the directive 'escape' stands here and again in line 2; keep one of them");
  EXPECT_EQ(error_in("# syntax=a\n# escape=x\nFROM a\n"),
            "D:2: the escape character cannot be 'x'; BuildKit knows \\ and `");
}

TEST(Words, CopySplitsAtBlanksWhateverTheQuotes) {
  EXPECT_EQ(one("COPY\t\"a  b\" c\\ d\t/"), "COPY <\"a> <b\"> <c\\> <d> </>");
}

TEST(Words, JsonIsOneOnlyWhenItAllParses) {
  EXPECT_EQ(one("COPY [\"a b\", \"\\u0064\\ud83d\\ude00\\ud800\", \"/\"] "),
            "COPY [a b] [d\xF0\x9F\x98\x80\xEF\xBF\xBD] [/]");
  EXPECT_EQ(one("COPY ['a', '/']"), "COPY <['a',> <'/']>");
  EXPECT_EQ(one("COPY [\"a\" \"/\"]"), "COPY <[\"a\"> <\"/\"]>");
  EXPECT_EQ(one("RUN [\"a\"] && b"), "RUN <[\"a\"] && b>");
  EXPECT_EQ(one("CMD [\"a\", \"b c\"]"), "CMD [a] [b c]");
  EXPECT_EQ(one("HEALTHCHECK CMD [\"a\"]"), "HEALTHCHECK [CMD] [a]");
  EXPECT_EQ(refused("RUN [\"a\", 1]"),
            "D:2: a JSON list here takes strings only; put each item in double quotes");
}

TEST(Words, EnvAndLabelArePairs) {
  EXPECT_EQ(one("ENV A=1 B=\"2 3\" C=4\\ 5 D='x y'=z E="),
            "ENV <A> <1> <B> <\"2 3\"> <C> <4\\ 5> <D> <'x y'=z> <E> <>");
  EXPECT_EQ(one("ENV  K  v w=1 "), "ENV <K> <v w=1>");
  EXPECT_EQ(one("LABEL a.b=c"), "LABEL <a.b> <c>");
  EXPECT_EQ(one("ENV A=1` 2", "# escape=`\n"), "ENV <A> <1` 2>");
}

TEST(Words, OthersAreTakenApartAsBuildKitDoes) {
  EXPECT_EQ(one("ARG A B=\"1 2\" C"), "ARG <A> <B=\"1 2\"> <C>");
  EXPECT_EQ(one("EXPOSE 80  81/udp"), "EXPOSE <80> <81/udp>");
  EXPECT_EQ(one("VOLUME /a /b"), "VOLUME </a> </b>");
  EXPECT_EQ(one("VOLUME [\"/a b\"]"), "VOLUME [/a b]");
  EXPECT_EQ(one("WORKDIR /a b"), "WORKDIR </a b>");
  EXPECT_EQ(one("RUN"), "RUN");
}

TEST(Flags, LoseQuotesAndKeepVariables) {
  EXPECT_EQ(one("RUN --mount=\"type=bind,source=a b\",'source=$X' --network=none  x --y"),
            "RUN --mount=type=bind,source=a b,source=$X --network=none <x --y>");
  EXPECT_EQ(one("COPY --link --chown=\"$U\" --exclude=a --exclude=b\\ c d /"),
            "COPY --link --chown=$U --exclude=a --exclude=b c <d> </>");
  EXPECT_EQ(one("RUN -- --x"), "RUN <--x>");
}

// A bug of BuildKit's: it takes the bytes of a flag for characters.
TEST(Flags, BytesBeyondAsciiBecomeCharacters) {
  EXPECT_EQ(one("COPY --exclude=\xC3\xB6 a /"), "COPY --exclude=\xC3\x83\xC2\xB6 <a> </>");
  EXPECT_EQ(one("COPY --exclude=\xC3\xA0x a /"), "COPY --exclude=\xC3\x83 <x> <a> </>");
}

TEST(Flags, AreKnownByInstruction) {
  EXPECT_EQ(refused("COPY --form=x a /"), "D:2: COPY has no flag --form; did you mean --from?");
  EXPECT_EQ(
      refused("ADD --from=x a /"),
      "D:2: ADD has no flag --from; it knows --chown, --chmod, --checksum, --exclude, --link, "
      "--keep-git-dir, --unpack");
  EXPECT_EQ(refused("CMD --x"), "D:2: CMD has no flag --x; it takes none");
  EXPECT_EQ(refused("COPY --from a /"),
            "D:2: --from has no value; write --from=VALUE, without blanks around the '='");
  EXPECT_EQ(refused("COPY --from=a --from=b c /"),
            "D:2: --from stands twice in one instruction; keep one of them");
  EXPECT_EQ(refused("COPY --link=yes a /"), "D:2: --link cannot be 'yes'; it takes true or false");
  EXPECT_EQ(refused("RUN --network=lan x"),
            "D:2: --network cannot be 'lan'; it takes default, none or host");
  EXPECT_EQ(
      refused("COPY --from=${V} a /"),
      "D:2: --from takes no variables; make a stage of it, FROM ${VARIABLE} AS name, and copy "
      "from that");
}

TEST(Flags, TimesAndCountsOfHealthchecksAreChecked) {
  EXPECT_EQ(one("HEALTHCHECK --interval=1h1.5m --timeout=0 --retries=+3 CMD x"),
            "HEALTHCHECK --interval=1h1.5m --timeout=0 --retries=+3 <CMD> <x>");
  for (const std::string value : {"1", "1d", "-1s", "1us", ".s", "1m s"}) {
    EXPECT_THAT(refused("HEALTHCHECK --interval='" + value + "' CMD x"),
                testing::HasSubstr("it takes a time such as 30s"));
  }
  EXPECT_THAT(refused("HEALTHCHECK --retries=-1 CMD x"), testing::HasSubstr("a whole number"));
  EXPECT_EQ(one("HEALTHCHECK --nonsense NONE"), "HEALTHCHECK --nonsense <NONE>");
}

TEST(Heredocs, FollowTheLineInOrder) {
  EXPECT_THAT(read("FROM a\nRUN cat <<A 3<<-'B c' && x\n1\nA\n\t2\n\t\tB c\nRUN y\n"),
              ElementsAre("1-1 FROM <a>", "2-6 RUN <cat <<A 3<<-'B c' && x> <<A{1\n} <<B c'{2\n}",
                          "7-7 RUN <y>"));
  const Instruction run = instruction("RUN <<A \\\n <<B\nA\nx\nB\n");
  EXPECT_EQ(run.heredocs[0].line, 4u);
  EXPECT_EQ(run.heredocs[1].line, 5u);
  EXPECT_EQ(run.heredocs[1].body, "x\n");
}

TEST(Heredocs, AreNoSourcesOfCopy) {
  EXPECT_EQ(one("COPY a <<E \"<<F\" /\nx\nE\n"), "COPY <a> <\"<<F\"> </> <<E{x\n}");
  EXPECT_EQ(one("ADD << E b /\nx\nE\n"), "ADD <<<> <E> <b> </> <<E{x\n}");
  EXPECT_EQ(refused("COPY a <<E\nE"),
            "D:2: COPY cannot copy into a heredoc; its last word is where the sources go to");
}

TEST(Heredocs, NeedAWordThatBeginsWithTwoAngles) {
  for (const std::string text :
       {"RUN echo \"<<E\"", "RUN echo \\<<E", "RUN cat <<<E", "RUN a<<E", "RUN <<''",
        "RUN [\"cat\", \"<<E\"]", "RUN it's <<E", "RUN ${A^^} <<E", "RUN ${A/x} <<E", "CMD <<E"}) {
    EXPECT_TRUE(instruction(text).heredocs.empty()) << text;
  }
  for (const std::string text :
       {"RUN ${A:-\"b c\"} <<E\nE", "RUN $((1 << E\nE", "RUN ${A/x/} <<\"E\"\nE",
        "RUN $A ${#} <<\\E\nE", "RUN \"a \\\" b\" <<E\nE", "run 0<<-E\n\tE"}) {
    EXPECT_EQ(instruction(text).heredocs.size(), 1u) << text;
  }
}

TEST(Heredocs, MustBeClosed) {
  EXPECT_EQ(error_in("FROM a\nRUN <<E \\\n x\n E\nE \n"),
            "D:2: the heredoc <<E is never closed; its last line has to be 'E' and nothing else");
}

TEST(Onbuild, IsReadForTheChild) {
  const Instruction onbuild = instruction("ONBUILD  copy --from=a b <<-E /\n\tx\n\tE\n");
  ASSERT_NE(onbuild.trigger, nullptr);
  EXPECT_EQ(shown(*onbuild.trigger), "COPY --from=a <b> </> <<E{x\n}");
  EXPECT_EQ(onbuild.trigger->line, 2u);
  EXPECT_EQ(onbuild.trigger->last_line, 4u);
  EXPECT_EQ(onbuild.trigger->heredocs[0].line, 3u);
}

TEST(Onbuild, IsReadWithTheBackslashWhateverTheDirective) {
  const Instruction onbuild = instruction("ONBUILD ENV A=1\\ 2=3", "# escape=`\n");
  EXPECT_EQ(shown(*onbuild.trigger), "ENV <A> <1\\ 2=3>");
}

TEST(Onbuild, MayHoldWhatOnlyAChildRefuses) {
  const Instruction onbuild = instruction("ONBUILD COPY --from=$X a /");
  EXPECT_EQ(onbuild.trigger, nullptr);
  EXPECT_THAT(onbuild.trigger_error, testing::StartsWith("--from takes no variables"));
  EXPECT_EQ(instruction("ONBUILD NONSENSE").trigger_error.substr(0, 10), "'NONSENSE'");
}

TEST(Onbuild, TakesNeitherItselfNorAStage) {
  EXPECT_EQ(refused("ONBUILD ONBUILD RUN x"), "D:2: ONBUILD cannot stand behind ONBUILD");
  EXPECT_EQ(refused("ONBUILD from x"), "D:2: FROM cannot stand behind ONBUILD");
  EXPECT_EQ(refused("ONBUILD"), "D:2: ONBUILD needs an instruction behind it");
  EXPECT_THAT(refused("ONBUILD ENV A=1 B"), testing::HasSubstr("'B' has no '='"));
}

TEST(Refused, FilesWithoutAStage) {
  EXPECT_EQ(error_in(""), "D:1: the file has no instruction; begin a stage with FROM");
  EXPECT_EQ(error_in("# a\n# b\n"), "D:2: the file has no instruction; begin a stage with FROM");
  EXPECT_EQ(error_in("ARG A\n\n"), "D:1: no stage follows the last ARG; begin one with FROM");
  EXPECT_EQ(error_in("ARG A\nRUN x\nFROM a\n"),
            "D:2: RUN stands before the first FROM, where only ARG may; begin a stage with FROM");
}

TEST(Refused, UnknownInstructions) {
  EXPECT_EQ(refused("COPPY a /"), "D:2: 'COPPY' is no instruction; did you mean COPY?");
  EXPECT_EQ(refused("\\"),
            "D:2: nothing follows the line that ends here in an escape; remove that");
  EXPECT_EQ(
      refused("apt-get update"),
      "D:2: 'apt-get' is no instruction; if it belongs to the line before, that has to end in "
      "the escape character");
}

TEST(Refused, WhatLacksItsWords) {
  const std::vector<std::string> lines = {
      "FROM",          "FROM a b",      "FROM a AS 1b",    "FROM a AS b c",
      "FROM a AS b/c", "COPY a",        "ADD [\"a\"]",     "ENV A",
      "ENV =1",        "ENV A=1 B",     "ARG =1",          "LABEL",
      "VOLUME",        "VOLUME [\"\"]", "WORKDIR",         "USER",
      "STOPSIGNAL",    "EXPOSE",        "SHELL sh",        "SHELL []",
      "HEALTHCHECK",   "HEALTHCHECK x", "HEALTHCHECK CMD", "HEALTHCHECK NONE x",
      "MAINTAINER"};
  for (const std::string& line : lines) {
    EXPECT_THAT(refused(line), testing::StartsWith("D:2: ")) << line;
  }
}

TEST(Refused, LinesThatBuildKitDoesNotRead) {
  const std::string longest(65535 - 4, 'x');
  EXPECT_EQ(instruction("RUN " + longest + "\n").words[0].size(), longest.size());
  EXPECT_EQ(refused("RUN " + longest + "x"),
            "D:2: the line has 65536 bytes; BuildKit reads lines of up to 65535");
}

// Which of the recorded errors show without a look at stages and variables.
bool parsing_decides(const std::string& error) {
  return error.rfind("dockerfile parse error", 0) == 0
             ? error.find("'from' doesn't support variable") == std::string::npos
             : error.rfind("Syntax error", 0) == 0 || error == "unterminated heredoc" ||
                   error == "file with no instructions" || error.rfind("only one", 0) == 0 ||
                   error.rfind("invalid escape token", 0) == 0 ||
                   error.rfind("variable expansion is not supported for --from", 0) == 0;
}

TEST(RecordedDockerfiles, ParseOrAreRefusedInTheRecordedLine) {
  std::size_t refused_ones = 0;
  for (const char* name : {"dockerfiles.jsonl", "dockerfiles_targeted.jsonl"}) {
    for (const test::DockerfileCase& recorded : test::read_dockerfile_cases(name)) {
      const bool refusal = recorded.error && parsing_decides(*recorded.error);
      try {
        static_cast<void>(Dockerfile::parse(recorded.dockerfile));
        EXPECT_FALSE(refusal) << recorded.where << ": " << *recorded.error;
      } catch (const tare::Error& error) {
        EXPECT_TRUE(refusal) << recorded.where << ": " << error.what();
        EXPECT_EQ(recorded.line.value_or(error.line()), error.line()) << recorded.where;
        ++refused_ones;
      }
    }
  }
  EXPECT_EQ(refused_ones, 18u);
}

}  // namespace
