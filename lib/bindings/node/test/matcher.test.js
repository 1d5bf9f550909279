'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { Matcher } = require('tare');
const { tree } = require('./tree.js');

test('a verdict names the rule', () => {
  const matcher = new Matcher('# modules\nnode_modules\n!node_modules/é/keep\n');
  assert.equal(matcher.excludes('node_modules/a'), true);
  assert.deepEqual(matcher.match('node_modules/é/a'),
    { excluded: true, line: 2, rule: 'node_modules', reach: 'node_modules'.length });
  assert.deepEqual(matcher.match('node_modules/é/keep/x'),
    { excluded: false, line: 3, rule: '!node_modules/é/keep', reach: 'node_modules/é/keep'.length });
  assert.deepEqual(matcher.match(Buffer.from('node_modules/é/keep')),
    { excluded: false, line: 3, rule: '!node_modules/é/keep', reach: Buffer.byteLength('node_modules/é/keep') });
  assert.deepEqual(matcher.match('src'), { excluded: false, line: 0, rule: null, reach: 0 });
  assert.deepEqual(matcher.match('.'), { excluded: false, line: 0, rule: null, reach: 0 });
});

test('names that are no UTF-8 are told apart', () => {
  const name = Buffer.from([0x61, 0xff]);
  const matcher = new Matcher(Buffer.concat([name, Buffer.from('\n')]));
  assert.equal(matcher.excludes(name), true);
  assert.equal(matcher.excludes(Buffer.from([0x61, 0xfe])), false);
  assert.equal(matcher.excludes(name.toString()), false);
});

test('what Docker does not look into is excluded, though an exception matches', () => {
  const matcher = new Matcher(['d', '!d/*/**']);
  assert.equal(matcher.excludes('d/x/lost'), true);
  assert.deepEqual(matcher.match('d/x/lost/y'), { excluded: true, line: 1, rule: 'd', reach: 1 });
  const [lost, found] = matcher.explain(['d/x/lost', './e']);
  assert.equal(lost.never_entered, 'd/x');
  assert.deepEqual(lost.steps.map((step) => [step.rule.line, step.effect]), [[1, 'excluded'], [2, 'lost']]);
  assert.deepEqual([found.path, found.excluded], ['e', false]);
});

test('rules are a text, lines or a file, whose name is in messages', (t) => {
  const root = tree(t, { rules: 'a\n[\n' });
  const file = path.join(root, 'rules');
  assert.throws(() => Matcher.fromFile(file), { name: 'TareError', path: file, line: 2 });
  assert.throws(() => Matcher.fromFile(`${file}s`), { code: 'ENOENT' });
  assert.throws(() => new Matcher('!', { file: 'mine' }), /^TareError: mine:1: /);
  assert.throws(() => new Matcher(5), /rules are a string, a Buffer or an array of lines/);
});
