'use strict';

const { ignore } = require('./lib/ignore.js');
const { Matcher } = require('./lib/matcher.js');
const { pack } = require('./lib/pack.js');
const { walk } = require('./lib/walk.js');
const { report, digest } = require('./lib/account.js');
const { TareError } = require('./lib/errors.js');
const { version } = require('./lib/native.js');

module.exports = Object.assign(ignore, {
  default: ignore,
  Matcher,
  pack,
  walk,
  report,
  digest,
  TareError,
  version,
});
