'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const theirs = require('@balena/dockerignore');
const ours = require('tare');
const { recordedCases } = require('./recorded.js');

// What @balena/dockerignore says of a name: it makes regular expressions of rules, not all of which
// are any.
function peerOf(text) {
  const rules = theirs({ ignorecase: false }).add(text);
  return (name) => {
    try {
      return rules.ignores(name);
    } catch {
      return 'SyntaxError';
    }
  };
}

const isUtf8 = (bytes) => Buffer.from(bytes.toString()).equals(bytes);
const withoutSlash = (name) => name.toString().replace(/\/$/, '');

test('every recorded name is told as Docker does it; @balena/dockerignore is where it was', () => {
  const counts = { names: 0, otherByTheirs: 0, rejected: 0 };
  for (const { ignore, names, isSent, rejected } of recordedCases()) {
    if (rejected) {
      assert.throws(() => new ours.Matcher(ignore), { name: 'TareError', status: 'usage' });
      counts.rejected += 1;
      continue;
    }
    const matcher = new ours.Matcher(ignore);
    const text = ignore.toString();
    const comparable = isUtf8(ignore);
    const mine = ours().add(comparable ? text : '');
    const peer = peerOf(text);
    for (const name of names) {
      const ignored = !isSent(name);
      assert.equal(matcher.excludes(name), ignored, `${text}\n${name}`);
      if (!comparable || !isUtf8(name)) continue;
      assert.equal(mine.ignores(name.toString()), ignored, `${text}\n${name}`);
      counts.names += 1;
      if (peer(withoutSlash(name)) !== ignored) counts.otherByTheirs += 1;
    }
  }
  assert.deepEqual(counts, { names: 38_636, otherByTheirs: 620, rejected: 454 });
});
