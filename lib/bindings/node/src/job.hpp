#pragma once

#include "values.hpp"

namespace tare_node {

/// start(kind, directory, settings, rules or null, wishes, wake): work on a thread of its own, and
/// a handle of it.
///
/// `kind` is a number of Kind, `settings` an array of [name, value or null] for tare_options_set,
/// `wishes` an array of three booleans. `wake(name)` asks whether that name is to be skipped;
/// `wake()` says that there is something to take, or an outcome.
napi_value start(const Arguments& arguments);
/// take(job, as_bytes): a Buffer, [names, rules, numbers] of entries, or null when there is nothing
/// now. With `as_bytes`, names are Buffers.
napi_value take(const Arguments& arguments);
/// news(job): [messages, null or [entries, bytes, name]]
napi_value news(const Arguments& arguments);
/// outcome(job): null while there is none or something is left to take; else [text, null or Error].
napi_value outcome(const Arguments& arguments);
/// stop(job): ends it as soon as may be.
napi_value stop(const Arguments& arguments);
/// hold(job, whether): whether the process goes on while the job does.
napi_value hold(const Arguments& arguments);

}  // namespace tare_node
