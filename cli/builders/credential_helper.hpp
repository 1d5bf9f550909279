#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tare/session.hpp"

namespace cli {

/// What `docker-credential-NAME get` answers for a registry; nothing if it knows none. Throws
/// tare::Error (usage) if it is missing, fails, or answers something else. Its answer is in no
/// message, and neither is what it prints when it fails, if that may hold a secret. `check` is
/// called some times a second while it runs; what that throws ends the helper and comes out of
/// here.
[[nodiscard]] std::optional<tare::RegistryCredentials> ask_credential_helper(
    const std::string& name, const std::string& registry, const std::function<void()>& check = {});

/// The helper that docker takes where its configuration says nothing of credentials, or "".
[[nodiscard]] std::string usual_credential_helper();

}  // namespace cli
