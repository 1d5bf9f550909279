#pragma once

#include <string_view>

namespace tare {

/// Throws WordError unless `port` is what EXPOSE takes: `80`, `8000-8010/udp`, `127.0.0.1:80:80`.
void check_port(std::string_view port);

}  // namespace tare
