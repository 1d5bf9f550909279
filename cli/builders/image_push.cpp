#include "image_push.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "base64.hpp"
#include "http_post.hpp"
#include "tare/error.hpp"

namespace cli {
namespace {

constexpr std::size_t kMostLine = 1 << 20;

/// `NAME` and `TAG` of `NAME[:TAG]`.
struct Image {
  std::string name;
  std::string tag = "latest";
};

Image split(const std::string& text) {
  if (text.find('@') != std::string::npos) {
    throw tare::Error(tare::Fault::usage, text, "an image is pushed by its tag, not by a digest");
  }
  const std::size_t colon = text.rfind(':');
  const std::size_t slash = text.rfind('/');
  if (colon == std::string::npos || (slash != std::string::npos && colon < slash)) return {text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// What no name of an image holds would mean something else in the address.
void check(const std::string& text) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:[]";
  if (text.empty() || text.find_first_not_of(kAllowed) != std::string::npos ||
      text.find("..") != std::string::npos) {
    throw tare::Error(tare::Fault::usage, text, "this is no name of an image");
  }
}

/// docker's X-Registry-Auth; an empty object is anonymous.
std::string registry_auth(const std::string& registry,
                          const std::optional<tare::RegistryCredentials>& credentials) {
  nlohmann::json auth = nlohmann::json::object();
  if (credentials) {
    auth["serveraddress"] = registry;
    if (credentials->user.empty()) {
      auth["identitytoken"] = credentials->secret;
    } else {
      auth["username"] = credentials->user;
      auth["password"] = credentials->secret;
    }
  }
  return to_url_base64(auth.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string text_in(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t count_in(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

nlohmann::json object_in(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : nlohmann::json::object();
}

/// What the lines of an answer say, one JSON object each.
class PushLines {
 public:
  PushLines(const std::string& image, const std::function<void(const PushStep&)>& progress)
      : image_(image), progress_(progress) {}

  void take(const std::string& piece) {
    rest_ += piece;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = rest_.find('\n', begin)) != std::string::npos;) {
      line(std::string_view(rest_).substr(begin, end - begin));
      begin = end + 1;
    }
    rest_.erase(0, begin);
    if (rest_.size() > kMostLine) refuse("the daemon tells of it in a line without an end");
  }

  /// The digest, once all is there.
  std::string finish() {
    line(rest_);
    return digest_;
  }

 private:
  const std::string& image_;
  const std::function<void(const PushStep&)>& progress_;
  std::string rest_;
  std::string digest_;

  [[noreturn]] void refuse(const std::string& why) const {
    throw tare::Error(tare::Fault::output, image_, "cannot be pushed: " + why);
  }

  void line(std::string_view text) {
    if (text.find_first_not_of(" \r") == std::string_view::npos) return;
    const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
    if (!parsed.is_object()) refuse("the daemon tells of it in a line that is no JSON object");
    const std::string error = text_in(object_in(parsed, "errorDetail"), "message");
    if (!error.empty()) refuse(error);
    if (parsed.contains("error")) refuse(text_in(parsed, "error"));
    const std::string digest = text_in(object_in(parsed, "aux"), "Digest");
    if (!digest.empty()) digest_ = digest;
    const std::string status = text_in(parsed, "status");
    if (status.empty() || !progress_) return;
    const nlohmann::json detail = object_in(parsed, "progressDetail");
    progress_(
        {text_in(parsed, "id"), status, count_in(detail, "current"), count_in(detail, "total")});
  }
};

}  // namespace

std::string registry_of(const std::string& image) {
  const std::size_t slash = image.find('/');
  if (slash == std::string::npos) return "docker.io";
  const std::string first = image.substr(0, slash);
  const bool host = first.find_first_of(".:") != std::string::npos || first == "localhost" ||
                    first.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos;
  return host ? first : "docker.io";
}

std::string push_image(Connection& connection, const BuilderAddress& address,
                       const std::string& text,
                       const std::optional<tare::RegistryCredentials>& credentials,
                       const std::function<void(const PushStep&)>& progress) {
  const Image image = split(text);
  check(image.name);
  check(image.tag);
  const HttpHeaders headers{{"X-Registry-Auth", registry_auth(registry_of(text), credentials)},
                            {"Connection", "close"}};
  // A layer that is large may be compressed for a long time before the daemon tells of it.
  HttpPost post(connection, name_of(address), "/images/" + image.name + "/push?tag=" + image.tag,
                headers, std::nullopt);
  if (post.status() != 200) {
    throw tare::Error(tare::Fault::output, text,
                      "cannot be pushed: the daemon answers " + std::to_string(post.status()) +
                          ": " + post.error_message());
  }
  PushLines lines(text, progress);
  for (std::string piece = post.read_body(); !piece.empty(); piece = post.read_body()) {
    lines.take(piece);
  }
  return lines.finish();
}

}  // namespace cli
