#include "secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

// Docker's rules keep the first of several lines that decide the same, so a narrow line stands
// before a wide one, and exceptions stand at the end. Where a name alone would cry wolf, the
// content has to confirm it.

namespace tare {
namespace {

constexpr std::string_view kEnvironment = "an environment file with values";
constexpr std::string_view kKey = "a private key";
constexpr std::string_view kStore = "a key store";
constexpr std::string_view kCloud = "cloud credentials";
constexpr std::string_view kPasswords = "passwords";
constexpr std::string_view kCluster = "the credentials of a cluster";
constexpr std::string_view kNpm = "an npm token";
constexpr std::string_view kRegistry = "the credentials of a registry";
constexpr std::string_view kState = "a Terraform state with its secrets";
constexpr std::string_view kVault = "the password of a vault";

constexpr std::array kLines{
    SecretLine{"**/.env", kEnvironment, Proof::value, ""},
    SecretLine{"**/.env.*", kEnvironment, Proof::value, ""},
    SecretLine{"**/.dev.vars", kEnvironment, Proof::value, ""},
    SecretLine{"**/.envrc", kEnvironment, Proof::secret_value, ""},
    SecretLine{"**/*.env", kEnvironment, Proof::secret_value, ""},
    SecretLine{"!**/.env/**", "", Proof::name, ""},  // a Python environment may be called so
    SecretLine{"!**/.env.example", "", Proof::name, ""},
    SecretLine{"!**/.env.*.example", "", Proof::name, ""},
    SecretLine{"!**/.env.sample", "", Proof::name, ""},
    SecretLine{"!**/.env.*.sample", "", Proof::name, ""},
    SecretLine{"!**/.env.template", "", Proof::name, ""},
    SecretLine{"!**/.env.*.template", "", Proof::name, ""},
    SecretLine{"!**/.env.dist", "", Proof::name, ""},
    SecretLine{"!**/.env.default", "", Proof::name, ""},
    SecretLine{"!**/.env.defaults", "", Proof::name, ""},
    SecretLine{"!**/.env.schema", "", Proof::name, ""},
    SecretLine{"!**/.env.vault", "", Proof::name, ""},  // encrypted

    SecretLine{"**/id_rsa", kKey, Proof::name, ""},
    SecretLine{"**/id_dsa", kKey, Proof::name, ""},
    SecretLine{"**/id_ecdsa", kKey, Proof::name, ""},
    SecretLine{"**/id_ecdsa_sk", kKey, Proof::name, ""},
    SecretLine{"**/id_ed25519", kKey, Proof::name, ""},
    SecretLine{"**/id_ed25519_sk", kKey, Proof::name, ""},
    SecretLine{"**/.ssh/id_*", kKey, Proof::private_key, ""},
    SecretLine{"**/*_rsa", kKey, Proof::private_key, ""},
    SecretLine{"**/*_dsa", kKey, Proof::private_key, ""},
    SecretLine{"**/*_ecdsa", kKey, Proof::private_key, ""},
    SecretLine{"**/*_ed25519", kKey, Proof::private_key, ""},
    SecretLine{"**/.gnupg/private-keys-v1.d/*.key", "a PGP private key", Proof::name, ""},
    SecretLine{"**/secring.gpg", "a PGP private key", Proof::name, ""},
    SecretLine{"**/master.key", "the master key of an application", Proof::name, ""},
    SecretLine{"**/config/credentials/*.key", "the master key of an application", Proof::name, ""},
    SecretLine{"**/*.pem", kKey, Proof::private_key, ""},
    SecretLine{"**/*.key", kKey, Proof::private_key, ""},
    SecretLine{"**/*.der", kKey, Proof::private_key, ""},
    SecretLine{"**/*.crt", kKey, Proof::private_key, ""},
    SecretLine{"**/*.p8", kKey, Proof::private_key, ""},
    SecretLine{"**/*.pk8", kKey, Proof::private_key, ""},
    SecretLine{"**/*.ppk", kKey, Proof::private_key, ""},
    SecretLine{"**/*.ovpn", kKey, Proof::private_key, ""},
    SecretLine{"**/*.p12", kStore, Proof::name, ""},
    SecretLine{"**/*.pfx", kStore, Proof::name, ""},
    SecretLine{"**/*.jks", kStore, Proof::name, ""},
    SecretLine{"**/*.keystore", kStore, Proof::name, ""},
    SecretLine{"!**/*trust*.jks", "", Proof::name, ""},  // certificates alone
    SecretLine{"!**/*trust*.p12", "", Proof::name, ""},
    SecretLine{"!**/debug.keystore", "", Proof::name, ""},  // its password is known to all
    SecretLine{"**/*.kdbx", "a password database", Proof::name, ""},

    SecretLine{"**/.npmrc", kNpm, Proof::words, "_authToken|_password|_auth"},
    SecretLine{"**/.yarnrc", kNpm, Proof::words, "_authToken|_password|_auth"},
    SecretLine{"**/.yarnrc.yml", kNpm, Proof::words, "npmAuthToken|npmAuthIdent"},
    SecretLine{"**/bunfig.toml", kNpm, Proof::words, "token|password"},
    SecretLine{"**/.pypirc", "a PyPI token", Proof::words, "password"},
    SecretLine{"**/pip.conf", kRegistry, Proof::url_password, ""},
    SecretLine{"**/.gem/credentials", "a RubyGems key", Proof::name, ""},
    SecretLine{"**/.cargo/credentials", "a crates.io token", Proof::words, "token"},
    SecretLine{"**/.cargo/credentials.toml", "a crates.io token", Proof::words, "token"},
    SecretLine{"**/auth.json", kRegistry, Proof::words,
               "\"password\"|\"auth\"|\"github.com\"|\"gitlab.com\"|\"bearer\""},
    SecretLine{"**/settings.xml", kRegistry, Proof::words, "<password|<passphrase"},
    SecretLine{"**/[Nn]u[Gg]et.[Cc]onfig", kRegistry, Proof::words, "ClearTextPassword\" value"},
    SecretLine{"**/gradle.properties", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/.docker/config.json", kRegistry, Proof::words,
               "\"auth\"|\"identitytoken\"|\"registrytoken\""},
    SecretLine{"**/docker/config.json", kRegistry, Proof::words, "\"auth\"|\"identitytoken\""},
    SecretLine{"**/.dockerconfigjson", kRegistry, Proof::words, "\"auth\"|\"identitytoken\""},
    SecretLine{"**/.dockercfg", kRegistry, Proof::words, "\"auth\"|\"password\""},

    SecretLine{"**/.netrc", kPasswords, Proof::words, "password"},
    SecretLine{"**/_netrc", kPasswords, Proof::words, "password"},
    SecretLine{"**/.git-credentials", "a git password", Proof::url_password, ""},
    SecretLine{"**/.git/config", "a git password", Proof::url_password, ""},
    SecretLine{"**/.gitconfig", "a git password", Proof::url_password, ""},
    SecretLine{"**/.config/gh/hosts.yml", "a GitHub token", Proof::words, "oauth_token"},
    SecretLine{"**/.htpasswd", "password hashes", Proof::name, ""},
    SecretLine{"**/.htdigest", "password hashes", Proof::name, ""},
    SecretLine{"**/.pgpass", kPasswords, Proof::name, ""},
    SecretLine{"**/pgpass.conf", kPasswords, Proof::name, ""},
    SecretLine{"**/.my.cnf", kPasswords, Proof::words, "password"},
    SecretLine{"**/.mylogin.cnf", kPasswords, Proof::name, ""},
    SecretLine{"**/sftp-config.json", kPasswords, Proof::words, "\"password\"|\"passphrase\""},
    SecretLine{"**/.vscode/sftp.json", kPasswords, Proof::words, "\"password\"|\"passphrase\""},
    SecretLine{"**/.ftpconfig", kPasswords, Proof::words, "\"pass\"|\"passphrase\""},

    SecretLine{"**/.aws/credentials", kCloud, Proof::words,
               "aws_secret_access_key|aws_session_token"},
    SecretLine{"**/.aws/config", kCloud, Proof::words, "aws_secret_access_key|aws_session_token"},
    SecretLine{"**/.aws/*/cache/*.json", kCloud, Proof::name, ""},
    SecretLine{"**/gcloud/credentials.db", kCloud, Proof::name, ""},
    SecretLine{"**/gcloud/access_tokens.db", kCloud, Proof::name, ""},
    SecretLine{"**/gcloud/legacy_credentials/*/*", kCloud, Proof::name, ""},
    SecretLine{"**/application_default_credentials.json", kCloud, Proof::name, ""},
    SecretLine{"**/.azure/accessTokens.json", kCloud, Proof::name, ""},
    SecretLine{"**/.azure/msal_token_cache.*", kCloud, Proof::name, ""},
    SecretLine{"**/.azure/service_principal_entries.*", kCloud, Proof::name, ""},
    SecretLine{"**/*.publishsettings", kCloud, Proof::name, ""},
    SecretLine{"**/.oci/config", kCloud, Proof::words, "fingerprint|pass_phrase"},
    SecretLine{"**/.boto", kCloud, Proof::secret_value, ""},
    SecretLine{"**/.s3cfg", kCloud, Proof::words, "secret_key|access_token"},
    SecretLine{"**/.passwd-s3fs", kCloud, Proof::name, ""},
    SecretLine{"**/rclone.conf", kCloud, Proof::words,
               "secret_access_key|pass|token|client_secret"},
    SecretLine{"**/doctl/config.yaml", kCloud, Proof::words, "access-token"},

    SecretLine{"**/.kube/config", kCluster, Proof::words, "client-key-data|token|password"},
    SecretLine{"**/kubeconfig", kCluster, Proof::words, "client-key-data|token|password"},
    SecretLine{"**/kubeconfig.y*ml", kCluster, Proof::words, "client-key-data|token|password"},
    SecretLine{"**/kubeconfig.json", kCluster, Proof::words, "client-key-data|token|password"},
    SecretLine{"**/*.kubeconfig", kCluster, Proof::words, "client-key-data|token|password"},
    SecretLine{"**/k3s.yaml", kCluster, Proof::words, "client-key-data|token|password"},

    SecretLine{"**/*.tfstate", kState, Proof::resources, ""},
    SecretLine{"**/*.tfstate.backup", kState, Proof::resources, ""},
    SecretLine{"**/*.tfstate.*.backup", kState, Proof::resources, ""},
    SecretLine{"**/*.tfvars", "Terraform variables with secrets", Proof::secret_value, ""},
    SecretLine{"**/*.tfvars.json", "Terraform variables with secrets", Proof::secret_value, ""},
    SecretLine{"**/.terraformrc", "a Terraform token", Proof::words, "token"},
    SecretLine{"**/credentials.tfrc.json", "a Terraform token", Proof::words, "\"token\""},
    SecretLine{"**/.vault-token", "a Vault token", Proof::name, ""},
    SecretLine{"**/.vault?pass*", kVault, Proof::name, ""},
    SecretLine{"**/vault?pass*.txt", kVault, Proof::name, ""},
    SecretLine{"**/secrets.yml", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/secrets.yaml", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/secrets.json", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/secrets.toml", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/credentials.json", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/credentials.yml", kPasswords, Proof::secret_value, ""},
    SecretLine{"**/credentials.yaml", kPasswords, Proof::secret_value, ""},
    SecretLine{"!**/*.pub", "", Proof::name, ""},
};

bool holds(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_installed(std::string_view part) {
  return holds({"node_modules", "bower_components", "jspm_packages", "site-packages",
                "dist-packages", ".pnpm-store"},
               part);
}

bool is_sample(std::string_view part) {
  std::string word;  // `__Tests__` as `tests`
  for (const char c : part) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) word += static_cast<char>(std::tolower(byte));
  }
  return holds({"test",    "tests",    "testing",  "testdata",   "testfixtures", "spec",
                "specs",   "fixture",  "fixtures", "mock",       "mocks",        "e2e",
                "example", "examples", "sample",   "samples",    "demo",         "demos",
                "doc",     "docs",     "regress",  "regression", "fuzz",         "t"},
               word);
}

}  // namespace

std::span<const SecretLine> secret_lines() { return kLines; }

Matcher secret_matcher() {
  std::string text;
  for (const SecretLine& line : kLines) (text += line.line) += '\n';
  return Matcher(IgnoreFile::parse(text));
}

SecretPlace secret_place(std::string_view directory) {
  SecretPlace place;
  std::string_view above;
  for (std::size_t begin = 0; begin < directory.size();) {
    const std::size_t end = std::min(directory.find('/', begin), directory.size());
    const std::string_view part = directory.substr(begin, end - begin);
    if (is_installed(part) || above == ".git") place.installed = true;
    if (is_sample(part)) place.sample = true;
    above = part;
    begin = end + 1;
  }
  return place;
}

bool is_sample_name(std::string_view base_name) {
  for (const std::string_view mark : {".test.", ".spec.", "_test.", "_spec."}) {
    if (base_name.find(mark) != std::string_view::npos) return true;
  }
  return base_name.substr(0, 5) == "test_" || base_name.substr(0, 9) == ".env.test";
}

}  // namespace tare
