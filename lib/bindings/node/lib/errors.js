'use strict';

const util = require('node:util');

// Of tare_status, from 2.
const statuses = { 2: 'usage', 3: 'input', 4: 'output', 5: 'failed' };

/** What tare says of rules, a Dockerfile or a file that cannot be used or read. */
class TareError extends Error {
  constructor(told) {
    super(told.message);
    this.name = 'TareError';
    this.status = statuses[told.status] ?? 'failed';
    this.code = `ERR_TARE_${this.status.toUpperCase()}`;
    if (told.path) this.path = told.path;
    if (told.line) this.line = told.line;
    if (!told.errno) return;
    // As Node counts and names them.
    this.errno = -told.errno;
    this.code = util.getSystemErrorName(this.errno);
  }
}

class AbortError extends Error {
  constructor(signal) {
    super('The operation was aborted', { cause: signal.reason });
    this.name = 'AbortError';
    this.code = 'ABORT_ERR';
  }
}

/** Calls `native`, and throws what it throws as an error for people. */
function saying(native, ...args) {
  try {
    return native(...args);
  } catch (error) {
    throw error.status === undefined ? error : new TareError(error);
  }
}

function wrongType(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

/** For messages. */
function describe(value) {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}

module.exports = { TareError, AbortError, saying, wrongType, describe };
