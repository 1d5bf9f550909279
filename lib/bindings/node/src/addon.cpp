// What lib/native.js gets: functions for lib/, which checks what people give to it.
#include "job.hpp"
#include "matching.hpp"

namespace tare_node {
namespace {

template <napi_value (*function)(const Arguments&)>
void add(napi_env env, napi_value exports, const char* name) {
  napi_value made = nullptr;
  check(env,
        napi_create_function(env, name, NAPI_AUTO_LENGTH, entry_point<function>, nullptr, &made));
  check(env, napi_set_named_property(env, exports, name, made));
}

}  // namespace
}  // namespace tare_node

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  using namespace tare_node;
  try {
    add<parse>(env, exports, "parse");
    add<excludes>(env, exports, "excludes");
    add<kept>(env, exports, "kept");
    add<match>(env, exports, "match");
    add<explain>(env, exports, "explain");
    add<start>(env, exports, "start");
    add<take>(env, exports, "take");
    add<news>(env, exports, "news");
    add<outcome>(env, exports, "outcome");
    add<stop>(env, exports, "stop");
    add<hold>(env, exports, "hold");
    check(env, napi_set_named_property(env, exports, "version", string_of(env, tare_version())));
  } catch (const Pending&) {
    return nullptr;
  }
  return exports;
}
