#include "secrets.hpp"

#include <gmock/gmock.h>

#include "literal_line.hpp"
#include "secret_content.hpp"

namespace {

using tare::Proof;

// Not in one piece, so that nobody takes this file for a key.
std::string pem(const std::string& label, const std::string& body = std::string(64, 'M')) {
  return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
}

struct Content {
  Proof proof;
  const char* words;
  std::string text;
  bool secret;
};

std::vector<Content> contents() {
  const char* npm = "_authToken|_password|_auth";
  const char* docker = "\"auth\"|\"identitytoken\"";
  const char* cluster = "client-key-data|token|password";
  return {
      {Proof::value, "", "A=1\n", true},
      {Proof::value, "", "# A=1\n\n", false},
      {Proof::value, "", "A=\nB=''\nC=\"\" # to be filled in\n", false},
      {Proof::value, "", "export A='1'\n", true},
      {Proof::value, "", "A=${B}\n", false},
      {Proof::value, "", "A=your-key-here\nB=changeme\nC=<secret>\nD=xxxx\n", false},
      {Proof::secret_value, "", "DB_PASSWORD=hunter2\n", true},
      {Proof::secret_value, "", "db_host = \"x\"\ndb_pass = \"hunter2\"\n", true},
      {Proof::secret_value, "", "{\"web\":{\"client_secret\":\"abc\"}}", true},
      {Proof::secret_value, "", "production:\n  secret_key_base: 0a1b\n", true},
      {Proof::secret_value, "", "production:\n  secret_key_base: <%= ENV['X'] %>\n", false},
      {Proof::secret_value, "", "password: ENC[AES256,data:abc]\n", false},
      {Proof::secret_value, "", "PORT=80\nSECRET_FILE=/run/x\nTOKEN_URL=https://x\n", false},
      {Proof::words, npm, "//registry.npmjs.org/:_authToken=abc\n", true},
      {Proof::words, npm, "_auth = YWJj\n", true},
      {Proof::words, npm, "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", false},
      {Proof::words, npm, "registry=https://x/\nalways-auth=true\n", false},
      {Proof::words, npm, "; _authToken=abc\n", false},
      {Proof::words, "npmAuthToken", "npmAuthToken: \"abc\"\n", true},
      {Proof::words, "npmAuthToken", "npmAuthToken: \"${TOKEN}\"\n", false},
      {Proof::words, docker, R"({"auths":{"x":{"auth":"YWJj"}}})", true},
      {Proof::words, docker, R"({"auths":{"x":{}},"credsStore":"desktop"})", false},
      {Proof::words, "password", "machine x login y password z\n", true},
      {Proof::words, cluster, "users:\n- user:\n    token: abc\n", true},
      {Proof::words, cluster, "users:\n- user:\n    tokenFile: abc\n    exec: {}\n", false},
      {Proof::words, "<password", "<server><password>abc</password></server>", true},
      {Proof::words, "<password", "<server><password>${env.P}</password></server>", false},
      {Proof::words, "ClearTextPassword\" value", "<add key=\"ClearTextPassword\" value=\"a\"/>",
       true},
      {Proof::url_password, "", "url = https://me:hunter2@example.org/x\n", true},
      {Proof::url_password, "", "url = https://abcdefghijklmnopqrstuvwxyz@example.org/x\n", true},
      {Proof::url_password, "", "url = https://git@example.org/x\nb = ssh://git@x/\n", false},
      {Proof::url_password, "", "url = https://${USER}:${PASSWORD}@example.org/\n", false},
      {Proof::private_key, "", pem("PRIVATE KEY"), true},
      {Proof::private_key, "", pem("CERTIFICATE") + pem("RSA PRIVATE KEY"), true},
      {Proof::private_key, "", pem("CERTIFICATE"), false},
      {Proof::private_key, "", pem("PUBLIC KEY"), false},
      {Proof::private_key, "",
       std::string("\x30\x82\x04\xa4\x02\x01\x00", 7) + std::string(40, 'x'), true},
      {Proof::private_key, "",
       std::string("\x30\x82\x04\xa4\x30\x82\x03", 7) + std::string(40, 'x'), false},
      {Proof::resources, "", R"({"version": 4, "resources": [ {"mode": "managed"} ]})", true},
      {Proof::resources, "", R"({"version": 4, "resources": []})", false},
  };
}

TEST(SecretContent, IsConfirmedByAValueAndNotByAPlaceholder) {
  for (const Content& content : contents()) {
    EXPECT_EQ(tare::shows(content.proof, content.words, content.text), content.secret)
        << content.text;
  }
}

TEST(SecretContent, KeysAreFoundUnderAnyNameAndToldApart) {
  using tare::private_key_in;
  EXPECT_EQ(private_key_in(pem("PRIVATE KEY")), "a private key");
  EXPECT_EQ(private_key_in("text\n" + pem("EC PRIVATE KEY")), "a private key");
  EXPECT_EQ(private_key_in(pem("OPENSSH PRIVATE KEY")), "an OpenSSH private key");
  EXPECT_EQ(private_key_in(pem("ENCRYPTED PRIVATE KEY")), "an encrypted private key");
  EXPECT_EQ(private_key_in(pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED")),
            "an encrypted private key");
  EXPECT_EQ(private_key_in(pem("PGP PRIVATE KEY BLOCK", "\n" + std::string(64, 'l'))),
            "a PGP private key");
  EXPECT_EQ(private_key_in("PuTTY-User-Key-File-3: ssh-ed25519\n"), "a PuTTY private key");
  EXPECT_EQ(private_key_in("# created: x\nAGE-SECRET-KEY-1" + std::string(58, 'Q')),
            "an age private key");
  EXPECT_EQ(private_key_in(R"({"type": "service_account", "private_key": "-----BEGIN )"
                           R"(PRIVATE KEY-----\n)" +
                           std::string(64, 'M') + R"(\n"})"),
            "the key of a service account");
  EXPECT_EQ(private_key_in(pem("CERTIFICATE")), "");
  EXPECT_EQ(private_key_in(pem("PGP PUBLIC KEY BLOCK")), "");
  // Source code and documentation speak of keys, too.
  EXPECT_EQ(private_key_in("if (text.includes('-----BEGIN PRIVATE KEY-----')) return parse(text)"),
            "");
  EXPECT_EQ(private_key_in(pem("PRIVATE KEY", "MIIE...")), "");
  EXPECT_EQ(private_key_in("-----BEGIN PRIVATE KEY-----"), "");
  EXPECT_EQ(private_key_in("-----BEGIN "), "");
}

// What the name alone says: `DESCRIPTION`, empty when it says nothing.
std::string_view named(const std::string& name) {
  static const tare::Matcher matcher = tare::secret_matcher();
  const tare::Verdict verdict = matcher.match(name);
  const bool itself = verdict.excluded && verdict.reach == name.size();
  return itself ? tare::secret_lines()[verdict.rule->line - 1].what : "";
}

TEST(SecretNames, EachLineIsARuleAndFoundWhereItStands) {
  const auto lines = tare::secret_lines();
  const tare::Matcher matcher = tare::secret_matcher();
  ASSERT_EQ(matcher.ignore_file().rules().size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(matcher.ignore_file().rules()[i].line, i + 1);
    EXPECT_EQ(lines[i].what.empty(), matcher.ignore_file().rules()[i].exception) << lines[i].line;
  }
}

TEST(SecretNames, TheMostTellingLineDecides) {
  EXPECT_EQ(named(".env"), "an environment file with values");
  EXPECT_EQ(named("a/b/.env.production"), "an environment file with values");
  EXPECT_EQ(named("deploy/id_ed25519"), "a private key");
  EXPECT_EQ(named("config/master.key"), "the master key of an application");
  EXPECT_EQ(named("tls/server.key"), "a private key");
  EXPECT_EQ(named(".env/lib/site.pem"), "a private key");
  EXPECT_EQ(named("infra/terraform.tfstate.backup"), "a Terraform state with its secrets");
}

TEST(SecretNames, ExamplesTemplatesAndPublicHalvesAreNone) {
  for (const char* name :
       {".env.example", "a/.env.sample", ".env.template", ".env.local.example", ".env.dist",
        ".env/lib/python3/os.py", ".env.vault", "id_rsa.pub", ".ssh/id_work.pub", "truststore.jks",
        "android/debug.keystore", "env", "environment", "keys", "monkey", ".npmrc.md"}) {
    EXPECT_EQ(named(name), "") << name;
  }
}

TEST(SecretPlaces, TellTestsAndInstalledPackagesFromTheRest) {
  for (const char* place : {"test", "a/__tests__/b", "spec", "packages/a/Fixtures", "docs/tls",
                            "test-data", "examples/app", "regress"}) {
    EXPECT_TRUE(tare::secret_place(place).sample) << place;
  }
  for (const char* place : {"", "src", "latest", "contest/a", "inspector", "documents"}) {
    EXPECT_FALSE(tare::secret_place(place).sample) << place;
  }
  for (const char* place : {"node_modules/a", "v/lib/python3/site-packages/x", ".git/objects"}) {
    EXPECT_TRUE(tare::secret_place(place).installed) << place;
  }
  EXPECT_FALSE(tare::secret_place(".git").installed);
  EXPECT_TRUE(tare::is_sample_name("tls.test.js"));
  EXPECT_FALSE(tare::is_sample_name("latest.js"));
}

TEST(LiteralLine, FindsItsNameWhateverIsInIt) {
  EXPECT_EQ(tare::literal_line("tls/server.key"), "tls/server.key");
  EXPECT_EQ(tare::literal_line("a (1).pem"), "a (1).pem");
  for (const char* name :
       {"a*b", "[x]", "#key", "!key", "a\\b", "x ", " x", "{a|b}^*", "a/ b", "\xff.pem", "\xff?",
        "-x", "..a", "$(x)+", "a?", "\tx\t", "a\nb", "\x1b[2J", "a (\u202e)"}) {
    const std::optional<std::string> line = tare::literal_line(name);
    ASSERT_TRUE(line) << name;
    const tare::Matcher matcher(tare::IgnoreFile::parse(*line));
    EXPECT_TRUE(matcher.match(name).excluded) << *line;
    EXPECT_FALSE(matcher.match("axb").excluded) << *line;
  }
  // It ends up on terminals and in files that people read.
  EXPECT_EQ(tare::literal_line("a\nb"), "a[^ -~]b");
  EXPECT_EQ(tare::literal_line("\xff\u202e\u200bx"), "[^ -~][^ -~][^ -~]x");
}

}  // namespace
