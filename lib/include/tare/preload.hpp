#pragma once

#include "tare/api.hpp"

namespace TARE_API tare {

/// What is going to be done.
enum class Work {
  walk,    ///< walk(), report(), check()
  pack,    ///< pack(), compressed or not
  digest,  ///< digest()
};

/// Reads from the system now what is otherwise read when it is first needed, once in a process:
/// how many processors there are, the locale and the tables for names in a tar, the configuration
/// of OpenSSL. For a program that gives up opening such files before it does the work; nothing else
/// needs to call it. What cannot be read is as it would be then.
void preload(Work work);

}  // namespace tare
