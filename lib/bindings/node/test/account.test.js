'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { Matcher, digest, report } = require('tare');
const { tree } = require('./tree.js');

test('a report says where every byte went', async (t) => {
  const root = tree(t, { '.dockerignore': '*.md\n', 'a.md': '123', 'd/b': '12345' });
  const made = await report(root);
  assert.equal(made.context.bytes, 10);
  assert.equal(made.excluded.bytes, 3);
  assert.equal(made.excluded.complete, true);
  assert.equal((await report(root, { ignore: (name) => name.endsWith('/d') })).context.bytes, 8);
  assert.equal((await report(root, { ignore: new Matcher('d') })).excluded.bytes, 5);
  await assert.rejects(report('/nowhere'), { name: 'TareError', status: 'usage' });
  await assert.rejects(report(root, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const mine = new Error('mine');
  await assert.rejects(report(root, { ignore: () => { throw mine; } }), (error) => error === mine);
});

test('a digest is of what is sent', async (t) => {
  const root = tree(t, { Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'x', b: 'y' });
  const whole = await digest(root);
  assert.match(whole, /^sha256:[0-9a-f]{64}$/);
  assert.notEqual(await digest(root, { needed: true }), whole);
  assert.notEqual(await digest(root, { ignore: new Matcher('b') }), whole);
  const cache = path.join(tree(t, {}), 'cache');
  for (let i = 0; i < 2; ++i) assert.equal(await digest(root, { ignore: new Matcher('c'), cache }), whole);
  await assert.rejects(digest(root, { ignore: () => true }), /a digest is of rules/);
});
