#include "tare/build_plan.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>

#include "support/dockerfile_cases.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

using Paths = std::vector<std::string>;

tare::BuildPlan plan(const std::string& dockerfile, const tare::BuildOptions& options = {}) {
  return tare::BuildPlan(tare::Dockerfile::parse(dockerfile), options);
}

Paths requested(const std::string& dockerfile, const tare::BuildOptions& options = {}) {
  return plan(dockerfile, options).requested().value_or(Paths{"everything"});
}

// "LINE: MESSAGE"; empty when it is taken.
std::string refusal(const std::string& dockerfile, const tare::BuildOptions& options = {}) {
  try {
    (void)plan(dockerfile, options);
    return {};
  } catch (const tare::Error& error) {
    return fmt::format("{}: {}", error.line(), error.what());
  }
}

std::size_t refused_line(const std::string& dockerfile) {
  try {
    (void)plan(dockerfile);
    return 0;
  } catch (const tare::Error& error) {
    return error.line();
  }
}

std::string key_of_run(const std::string& dockerfile, const tare::BuildOptions& options = {}) {
  const tare::BuildPlan made = plan(dockerfile, options);
  for (const tare::BuildStep& step : made.stages()[made.target()].steps) {
    if (step.kind == tare::Instruction::Kind::run) return step.key;
  }
  return "none";
}

class RecordedDockerfiles : public testing::TestWithParam<const char*> {};

// The paths of a case that BuildKit refused for what they are stand in its message.
std::string in_message(const std::optional<Paths>& paths) {
  return fmt::format("[{}]: ", fmt::join(paths.value_or(Paths()), " "));
}

void compare(const test::DockerfileCase& recorded) {
  const bool by_filter = recorded.error && recorded.error->find("FILTER:") == 0;
  try {
    const auto asked = plan(recorded.dockerfile, {recorded.target, recorded.arguments, {}});
    if (by_filter) {
      EXPECT_THAT(*recorded.error, HasSubstr(in_message(asked.requested())));
    } else {
      EXPECT_FALSE(recorded.error) << *recorded.error;
      EXPECT_EQ(asked.requested(), recorded.requested);
    }
  } catch (const tare::Error& error) {
    EXPECT_TRUE(recorded.error && !by_filter) << error.what();
    EXPECT_EQ(error.line(), recorded.line.value_or(error.line())) << error.what();
  }
}

TEST_P(RecordedDockerfiles, AskForWhatBuildKitAsksFor) {
  const auto cases = test::read_dockerfile_cases(GetParam());
  ASSERT_GE(cases.size(), 600U);
  for (const test::DockerfileCase& recorded : cases) {
    SCOPED_TRACE(recorded.where + "\n" + recorded.dockerfile);
    compare(recorded);
  }
}

INSTANTIATE_TEST_SUITE_P(BuildPlan, RecordedDockerfiles,
                         testing::Values("dockerfiles.jsonl", "dockerfiles_targeted.jsonl"));

// Variables

TEST(BuildPlan, EnvOfABaseBeatsItsArgInChildren) {
  const std::string base = "FROM scratch AS a\nENV A=x\nARG A=y\n";
  EXPECT_THAT(requested(base + "COPY $A /\n"), ElementsAre("y"));
  EXPECT_THAT(requested(base + "FROM a\nCOPY $A /\n"), ElementsAre("x"));
  EXPECT_THAT(requested("FROM scratch AS a\nARG A=y\nFROM a\nCOPY $A /\n"), ElementsAre("y"));
}

TEST(BuildPlan, PairsOfEnvSeeTheLineBeforeAndPairsOfArgEachOther) {
  const std::string before = "FROM scratch\nENV A=old\n";
  EXPECT_THAT(requested(before + "ENV A=new B=$A\nCOPY $B /\n"), ElementsAre("old"));
  EXPECT_THAT(requested(before + "ARG A=new B=$A\nCOPY $B /\n"), ElementsAre("new"));
}

TEST(BuildPlan, NamesOfEnvExpandAndNamesOfArgDoNot) {
  EXPECT_THAT(requested("FROM scratch\nENV N=M\nENV $N=x\nCOPY $M /\n"), ElementsAre("x"));
  EXPECT_THAT(requested("FROM scratch\nENV N=M\nARG $N=x\nCOPY a$M /\n"), ElementsAre("a"));
}

TEST(BuildPlan, ABuildArgumentNeedsItsArg) {
  const tare::BuildOptions options{{}, {{"A", "given"}}, {}};
  EXPECT_THAT(requested("FROM scratch\nCOPY x$A /\n", options), ElementsAre("x"));
  EXPECT_THAT(requested("ARG A\nFROM scratch\nCOPY x$A /\n", options), ElementsAre("x"));
  EXPECT_THAT(requested("FROM scratch\nARG A=d\nCOPY x$A /\n", options), ElementsAre("xgiven"));
  EXPECT_THAT(requested("ARG A=g\nFROM scratch\nARG A\nCOPY x$A /\n"), ElementsAre("xg"));
  EXPECT_THAT(requested("ARG A=g\nFROM scratch\nARG A=l\nCOPY x$A /\n"), ElementsAre("xl"));
}

TEST(BuildPlan, TheDefaultOfAnArgThatIsGivenIsNotLookedAt) {
  const std::string text = "FROM scratch\nARG A=${NONE:?x}\nCOPY $A /\n";
  EXPECT_THAT(requested(text, {{}, {{"A", "given"}}, {}}), ElementsAre("given"));
  EXPECT_EQ(refused_line(text), 2U);
}

TEST(BuildPlan, PlatformsAreThatOfThisMachineOrTheOneAskedFor) {
  const std::string text =
      "FROM scratch AS Last\nARG TARGETPLATFORM\nARG TARGETARCH\nARG TARGETVARIANT\nARG "
      "TARGETSTAGE\n"
      "COPY $TARGETPLATFORM-$TARGETARCH-$TARGETVARIANT-$TARGETSTAGE /\n";
  EXPECT_THAT(requested(text, {{}, {}, "linux/arm"}), ElementsAre("linux/arm/v7-arm-v7-last"));
  EXPECT_THAT(requested(text, {"LAST", {}, "linux/aarch64"}),
              ElementsAre("linux/arm64-arm64--LAST"));
  EXPECT_THAT(requested(text, {{}, {{"TARGETARCH", "x"}}, "linux/amd64"}),
              ElementsAre("linux/amd64-x--last"));
  EXPECT_THAT(requested("FROM scratch\nARG BUILDOS\nARG TARGETOS\nARG TARGETSTAGE\n"
                        "COPY $BUILDOS$TARGETOS$TARGETSTAGE /\n"),
              ElementsAre("linuxlinuxdefault"));
  EXPECT_THAT(refusal(text, {{}, {}, "linux/a/b/c"}), HasSubstr("platform"));
}

TEST(BuildPlan, PathIsAlwaysSet) {
  EXPECT_THAT(requested("FROM scratch\nCOPY ${PATH##*:} /\n"), ElementsAre("bin"));
}

TEST(BuildPlan, AValueIsOneWordAndItsWildcardsCount) {
  EXPECT_THAT(requested("FROM scratch\nENV A=\"a b\" W=*.c\nCOPY $A $W /\n"),
              ElementsAre("*.c", "a b"));
}

// Stages

TEST(BuildPlan, FromFindsEarlierStagesAsWrittenAndOthersTheLastOfAName) {
  const std::string text =
      "FROM scratch AS a\nCOPY one /\nFROM a AS a\nCOPY two /\nFROM scratch AS b\nCOPY three /\n";
  EXPECT_THAT(requested(text, {"A", {}, {}}), ElementsAre("one", "two"));
  EXPECT_THAT(requested(text + "COPY --from=a x /\n"), ElementsAre("one", "three", "two"));
  EXPECT_THAT(requested(text + "COPY --from=0 x /\n"), ElementsAre("one", "three"));
  EXPECT_EQ(refused_line("FROM scratch AS base\nFROM Base\n"), 2U);
}

TEST(BuildPlan, TheTargetIsANameAndNoIndex) {
  const std::string text = "FROM scratch AS a\nFROM scratch\n";
  EXPECT_EQ(plan(text, {"A", {}, {}}).target(), 0U);
  EXPECT_EQ(plan(text).target(), 1U);
  EXPECT_THAT(refusal(text, {"0", {}, {}}), HasSubstr("'0'"));
  EXPECT_THAT(refusal("FROM scratch AS build\n", {"Bulid", {}, {}}),
              HasSubstr("no stage called 'Bulid'; did you mean 'build'?"));
}

TEST(BuildPlan, StagesAreReachedByAnyMount) {
  const std::string text = "FROM scratch AS a\nCOPY a /\nFROM scratch\nCOPY b /\n";
  for (const std::string type : {"bind", "cache", "ssh", "tmpfs"}) {
    EXPECT_THAT(requested(text + "RUN --mount=type=" + type + ",from=a,target=/t true\n"),
                ElementsAre("a", "b"))
        << type;
  }
}

TEST(BuildPlan, AStageOfWhichNothingIsTakenUsesNoContext) {
  const std::string text = "FROM scratch AS a\nCOPY a /\nFROM scratch\n";
  EXPECT_THAT(requested(text + "RUN --mount=type=ssh,from=a true\n"), IsEmpty());
  EXPECT_THAT(requested(text + "RUN --mount=type=cache,from=a,target=/t true\n"), ElementsAre("a"));
}

TEST(BuildPlan, StagesThatAreNotReachedMayBeWrong) {
  const std::string wrong = "FROM scratch AS wrong\nCOPY \"a /\nEXPOSE x\n";
  EXPECT_THAT(requested(wrong + "FROM scratch\nCOPY b /\n"), ElementsAre("b"));
  EXPECT_EQ(refused_line(wrong + "FROM wrong\n"), 2U);
}

TEST(BuildPlan, WhatIsWrongAnywhere) {
  EXPECT_EQ(refused_line("FROM UPPER\nFROM scratch\n"), 1U);
  EXPECT_EQ(refused_line("FROM a:b:c\nFROM scratch\n"), 1U);
  EXPECT_EQ(refused_line("FROM --platform=? scratch\nFROM scratch\n"), 1U);
  EXPECT_EQ(refused_line("FROM scratch\nCOPY --from=2 a /\nFROM scratch\n"), 2U);
  EXPECT_EQ(refused_line("FROM scratch\nCOPY --from=A:B:C a /\nFROM scratch\n"), 2U);
  EXPECT_EQ(refused_line("FROM scratch AS a\nCOPY --from=a a /\nFROM scratch\n"), 2U);
  EXPECT_EQ(refused_line("FROM scratch\nRUN --mount=from=$A,target=/t true\nFROM scratch\n"), 2U);
}

TEST(BuildPlan, WhatIsRefusedOnlyWhereItIsReached) {
  for (const std::string line : {"COPY ${} /",
                                 "COPY a${b /",
                                 "RUN --mount=type=x true",
                                 "RUN --mount=foo=1,target=/a true",
                                 "RUN --mount=target=/a,foo true",
                                 "RUN --mount=target=/ true",
                                 "RUN --mount=target=. true",
                                 "RUN --mount=type=tmpfs,target=/a/.. true",
                                 "RUN --mount=type=secret true",
                                 "RUN --mount=size=1m,target=/a true",
                                 "RUN --mount=uid=x,type=cache,target=/a true",
                                 "RUN --mount=type=cache,sharing=x,target=/a true",
                                 "RUN --mount=ro=x,target=/a true",
                                 "EXPOSE x",
                                 "EXPOSE 70000",
                                 "EXPOSE 9-8",
                                 "EXPOSE 80/x",
                                 "ADD --checksum=sha256:0 a /",
                                 "COPY https://a/b /",
                                 "COPY git@a:b /",
                                 "COPY --from=b ssh://a /",
                                 "USER 'a",
                                 "WORKDIR \"a",
                                 "LABEL a='",
                                 "VOLUME ${",
                                 "ENV A=${B?}",
                                 "COPY <<E /\n${\nE"}) {
    EXPECT_EQ(refused_line("FROM scratch AS b\nFROM scratch AS a\n" + line + "\n"), 3U) << line;
    EXPECT_EQ(refused_line("FROM scratch AS b\nFROM scratch AS a\n" + line + "\nFROM scratch\n"),
              0U)
        << line;
  }
}

TEST(BuildPlan, AStageDefinedLaterIsRefusedWhereItIsReached) {
  const std::string text = "FROM scratch AS a\nCOPY --from=b x /\nFROM scratch AS b\n";
  EXPECT_EQ(refused_line(text), 0U);
  EXPECT_EQ(refused_line(text + "FROM a\n"), 2U);
}

TEST(BuildPlan, ALongWayThroughStagesNeedsNoDeepStack) {
  std::string text = "FROM scratch AS s0\nCOPY a /\n";
  for (int i = 1; i < 10'000; ++i) {
    text += fmt::format("FROM scratch AS s{}\nCOPY --from=s{} a /\n", i, i - 1);
  }
  EXPECT_THAT(requested(text), ElementsAre("a"));
}

// ONBUILD

// What a stage begins with is paid for as large as it is, not as often as it was set.
TEST(BuildPlan, ValuesThatAreSetAgainTakeTheirPlace) {
  std::string text = "FROM a AS s0\n";
  for (int i = 0; i < 5000; ++i) {
    text += "ENV V=" + std::to_string(i) + "\nFROM s" + std::to_string(i) + " AS s" +
            std::to_string(i + 1) + "\n";
  }
  const tare::BuildPlan long_one = plan(text);
  EXPECT_EQ(long_one.stages().size(), 5001U);
}

TEST(BuildPlan, OnbuildRunsFirstInDirectChildrenWithTheVariablesOfTheBase) {
  const std::string text =
      "FROM scratch AS a\nONBUILD COPY $A /\nENV A=base\nFROM a AS b\nENV A=own\nCOPY $A /\n";
  const tare::BuildPlan child = plan(text);
  EXPECT_THAT(child.requested(), Optional(ElementsAre("base", "own")));
  const auto& steps = child.stages()[1].steps;
  EXPECT_TRUE(steps[0].from_base);
  EXPECT_EQ(steps[0].line, 2U);
  EXPECT_EQ(steps[0].text, "COPY $A /");
  EXPECT_FALSE(steps[1].from_base);
  EXPECT_THAT(requested(text, {"a", {}, {}}), IsEmpty());
  const tare::BuildPlan grandchild = plan(text + "FROM b\n");
  EXPECT_THAT(grandchild.stages()[2].steps, IsEmpty());
}

TEST(BuildPlan, OnbuildReachesStagesOfItsOwn) {
  const std::string text =
      "FROM scratch AS o\nCOPY o /\nFROM scratch AS a\nONBUILD COPY --from=o x /\n";
  EXPECT_THAT(requested(text + "FROM a\n"), ElementsAre("o"));
  EXPECT_THAT(requested(text), IsEmpty());
}

// Paths

TEST(BuildPlan, SourcesAreCleanedFromTheRootOfTheContext) {
  EXPECT_THAT(requested("FROM scratch\nCOPY ./a/ ../b /c//d /\n"), ElementsAre("a", "b", "c/d"));
  for (const char* whole : {".", "/", "./", "..", "a/..", "$NONE", "\"\""}) {
    EXPECT_FALSE(plan(fmt::format("FROM scratch\nCOPY a {} /\n", whole)).requested()) << whole;
  }
}

TEST(BuildPlan, AddressesAndRepositories) {
  const auto of = [](const char* words) {
    return requested(fmt::format("FROM scratch\nADD {} /x/\n", words));
  };
  EXPECT_THAT(of("https://a/b"), IsEmpty());
  EXPECT_THAT(of("https://a/b.git#main f"), ElementsAre("f"));
  EXPECT_THAT(of("git@h:p f"), ElementsAre("f", "git@h:p"));
  EXPECT_THAT(of("git://h/p"), IsEmpty());
  EXPECT_THAT(of("github.com/a/b"), ElementsAre("github.com/a/b"));
  EXPECT_THAT(of("HTTP://h/p"), ElementsAre("HTTP:/h/p"));
  const tare::BuildPlan made = plan("FROM scratch\nADD git@h:p f https://a/b /\n");
  ASSERT_EQ(made.stages()[0].steps[0].sources.size(), 1U);
  EXPECT_EQ(made.stages()[0].steps[0].sources[0].written, "f");
}

TEST(BuildPlan, ATmpfsMountAsksForEverythingOnceTheContextIsUsed) {
  const std::string tmpfs = "FROM scratch\nRUN --mount=type=tmpfs,target=/t true\n";
  EXPECT_THAT(requested(tmpfs), IsEmpty());
  EXPECT_FALSE(plan(tmpfs + "COPY a /\n").requested());
  EXPECT_THAT(requested(tmpfs + "ADD https://a/b /\nCOPY <<E /e\nE\n"), IsEmpty());
}

TEST(BuildPlan, MountsAreRecordsOfCommaSeparatedValues) {
  const auto of = [](const char* mount) {
    return requested(fmt::format("FROM scratch\nARG T=bind\nRUN --mount={} true\n", mount));
  };
  EXPECT_THAT(of("SRC=a,DST=/t,Type=Bind"), ElementsAre("a"));
  EXPECT_THAT(of("type=$T,source=$T,target=/t,rw"), ElementsAre("bind"));
  EXPECT_THAT(of("type=bind,destination=/t"), ElementsAre("everything"));
  EXPECT_THAT(of("type=cache,target=/t,source=a,id=x,uid=0,mode=0755,sharing=locked"), IsEmpty());
  EXPECT_THAT(of("type=secret,id=x,required,env=Y"), IsEmpty());
  EXPECT_THAT(of("type=tmpfs,size=1.5GiB,target=/t"), IsEmpty());
  EXPECT_THAT(of("type=ssh,required=true"), IsEmpty());
}

TEST(BuildPlan, AMountMayBeInTheDirectoryOfAnImageThatNobodyKnows) {
  const std::string run = "RUN --mount=target=. true\n";
  EXPECT_EQ(refused_line("FROM image\n" + run), 0U);
  EXPECT_EQ(refused_line("FROM image\nWORKDIR a\n" + run), 0U);
  EXPECT_EQ(refused_line("FROM image\nWORKDIR /\n" + run), 3U);
  EXPECT_EQ(refused_line("FROM scratch\nWORKDIR a\n" + run), 0U);
}

TEST(BuildPlan, StepsTellSourcesExcludesAndStages) {
  const tare::BuildPlan made = plan(
      "FROM scratch AS a\nARG V=v\nFROM scratch\nARG V=v\n"
      "COPY   --exclude=*.$V  src/*  \\\n  /x/\nCOPY --from=A /y /\n"
      "COPY --from=image /y /\n");
  const auto& steps = made.stages()[1].steps;
  EXPECT_EQ(steps[1].text, "COPY --exclude=*.$V src/* /x/");
  EXPECT_EQ(steps[1].line, 5U);
  EXPECT_EQ(steps[1].last_line, 6U);
  EXPECT_THAT(steps[1].excludes, ElementsAre("*.$V"));
  EXPECT_EQ(steps[1].sources[0].path, "src/*");
  EXPECT_EQ(steps[2].from.at(0).stage, 0U);
  EXPECT_EQ(steps[3].from.at(0).image, "image");
}

// Keys

TEST(BuildPlan, KeysStayForCommentsBlanksAndPlaces) {
  const std::string key = key_of_run("FROM scratch\nRUN a b\n");
  EXPECT_EQ(key_of_run("# c\n\nFROM scratch\n\n  run   a b  \n"), key);
  EXPECT_EQ(key_of_run("FROM scratch\nRUN a\\\n# c\n b\n"), key);
  EXPECT_NE(key_of_run("FROM scratch\nRUN a c\n"), key);
  EXPECT_NE(key_of_run("FROM scratch\nRUN --network=none a b\n"), key);
  EXPECT_NE(key_of_run("FROM scratch\nUSER u\nRUN a b\n"), key);
  EXPECT_NE(key_of_run("FROM scratch\nWORKDIR /w\nRUN a b\n"), key);
  EXPECT_NE(key_of_run("FROM scratch\nRUN --mount=type=cache,target=/c a b\n"), key);
}

TEST(BuildPlan, ABuildArgumentChangesTheKeyOfARunThatSeesIt) {
  const std::string sees = "FROM scratch\nARG A\nRUN a\n";
  const std::string blind = "FROM scratch\nRUN a\nARG A\n";
  const tare::BuildOptions x{{}, {{"A", "x"}}, {}};
  const tare::BuildOptions y{{}, {{"A", "y"}}, {}};
  EXPECT_NE(key_of_run(sees, x), key_of_run(sees, y));
  EXPECT_EQ(key_of_run(blind, x), key_of_run(blind, y));
}

TEST(BuildPlan, TheKeyOfACopyIsWhatItsVariablesMakeOfIt) {
  const auto key = [](const std::string& line) {
    const tare::BuildPlan made = plan("FROM scratch\nENV A=a\n" + line + "\n");
    return made.stages()[0].steps[1].key;
  };
  EXPECT_EQ(key("COPY $A /"), key("COPY a /"));
  EXPECT_EQ(key("COPY [\"a\", \"/\"]"), key("COPY a /"));
  EXPECT_NE(key("COPY --chown=1 a /"), key("COPY a /"));
  EXPECT_NE(key("COPY <<E /\nx\nE"), key("COPY <<E /\ny\nE"));
  EXPECT_EQ(key("COPY <<E /\n$A\nE"), key("COPY <<E /\na\nE"));
  EXPECT_NE(key("COPY <<'E' /\n$A\nE"), key("COPY <<'E' /\na\nE"));
}

// What cannot be known

TEST(BuildPlan, SaysThatAnImageMaySetAVariableOfAPath) {
  const auto notes = [](const std::string& text) { return plan(text).diagnostics(); };
  const auto told = notes("FROM image AS a\nFROM a\nCOPY $HOME/x $HOME/y $UNSET /\n");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].severity, tare::Diagnostic::Severity::note);
  EXPECT_THAT(told[0].message,
              HasSubstr("line 3: nothing sets HOME here; if the image image does"));
  EXPECT_THAT(notes("FROM scratch\nCOPY $HOME/x /\n"), IsEmpty());
  EXPECT_THAT(notes("FROM image\nENV HOME=x\nCOPY $HOME/x $NONE\nRUN $HOME\n"), IsEmpty());
  EXPECT_THAT(notes("FROM python:3-onbuild\n").at(0).message, HasSubstr("ONBUILD"));
}

TEST(BuildPlan, WarnsOfAnotherFrontend) {
  for (const char* own :
       {"docker/dockerfile", "docker/dockerfile:1.7-labs", "docker.io/docker/dockerfile:1",
        "docker/dockerfile-upstream:master", "docker/dockerfile:1@sha256:00"}) {
    EXPECT_THAT(plan(fmt::format("# syntax={}\nFROM scratch\n", own)).diagnostics(), IsEmpty());
  }
  for (const char* other :
       {"mine/dockerfile:1", "docker/dockerfile-x", "ghcr.io/docker/dockerfile"}) {
    const auto told = plan(fmt::format("# syntax={}\nFROM scratch\n", other)).diagnostics();
    ASSERT_EQ(told.size(), 1U) << other;
    EXPECT_EQ(told[0].severity, tare::Diagnostic::Severity::warning);
  }
}

// Strangers

TEST(BuildPlan, DoublingVariablesEndInAnError) {
  std::string text = "FROM scratch\nENV A=xxxxxxxx\n";
  for (int i = 0; i < 60; ++i) text += "ENV A=$A$A\n";
  EXPECT_THAT(refusal(text), HasSubstr("1 MiB"));
}

TEST(BuildPlan, ManyLargeValuesEndInAnErrorToo) {
  std::string text = "FROM scratch\nENV A=" + std::string(60'000, 'x') + "\n";
  for (int i = 0; i < 4; ++i) text += "ENV A=$A$A\n";
  for (int i = 0; i < 2000; ++i) text += fmt::format("ENV B{}=$A\n", i);
  EXPECT_THAT(refusal(text), HasSubstr("more than 64 MiB"));
}

TEST(BuildPlan, ManyChildrenOfManyTriggersEndInAnError) {
  std::string text = "FROM scratch AS a\n";
  for (int i = 0; i < 3000; ++i) text += "ONBUILD RUN true\n";
  for (int i = 0; i < 3000; ++i) text += fmt::format("FROM a AS s{}\n", i);
  text += "FROM scratch\n";
  for (int i = 0; i < 3000; ++i) text += fmt::format("COPY --from=s{} a /\n", i);
  EXPECT_THAT(refusal(text), HasSubstr("more than 64 MiB"));
}

}  // namespace
