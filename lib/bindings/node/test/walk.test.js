'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { walk } = require('tare');
const { tree } = require('./tree.js');

async function all(entries) {
  const list = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

test('tells what is in, what is not, and why', async (t) => {
  const root = tree(t, { '.dockerignore': '*.md\nout\n', 'a.md': 'x', 'd/b': '12345', 'out/c': '' });
  fs.chmodSync(path.join(root, 'd/b'), 0o640);
  fs.utimesSync(path.join(root, 'd/b'), 5, 7);
  fs.symlinkSync('d', path.join(root, 'l'));
  const entries = await all(walk(root));
  assert.deepEqual(entries.map(({ name, kind, included }) => [name, kind, included]), [
    ['.dockerignore', 'file', true], ['a.md', 'file', false], ['d', 'directory', true],
    ['d/b', 'file', true], ['l', 'symlink', true], ['out', 'directory', false]]);
  assert.deepEqual(entries[3], {
    name: 'd/b', kind: 'file', included: true, size: 5, mode: 0o640, mtimeMs: 7000,
    verdict: { excluded: false, line: 0, rule: null, reach: 0 },
  });
  assert.deepEqual(entries[5].verdict, { excluded: true, line: 2, rule: 'out', reach: 3 });
});

test('what the function ignore refuses is not told, nor what is below it', async (t) => {
  const root = tree(t, { 'a/x': '', 'b/x': '', c: '' });
  const names = async (options) => (await all(walk(root, options))).map((entry) => entry.name);
  assert.deepEqual(await names({ ignore: (name) => name === path.join(root, 'a') }), ['b', 'b/x', 'c']);
  const mine = new Error('mine');
  await assert.rejects(names({ ignore: () => { throw mine; } }), (error) => error === mine);
});

test('names that are no UTF-8 come as Buffers', async (t) => {
  const root = tree(t, {});
  const name = Buffer.from([0x61, 0xff]);
  fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), '');
  const [entry] = await all(walk(root, { encoding: 'buffer' }));
  assert.ok(name.equals(entry.name));
  assert.throws(() => walk(root, { encoding: 'latin1' }), /option encoding/);
});

test('many entries come in order, and a loop may be left', async (t) => {
  const files = Array.from({ length: 3000 }, (_, i) => `f${String(i).padStart(4, '0')}`);
  const root = tree(t, Object.fromEntries(files.map((name) => [name, ''])));
  assert.deepEqual((await all(walk(root))).map((entry) => entry.name), files);
  for await (const entry of walk(root)) {
    assert.equal(entry.name, files[0]);
    break;
  }
  const controller = new AbortController();
  await assert.rejects(async () => {
    for await (const entry of walk(root, { signal: controller.signal })) controller.abort(entry);
  }, { name: 'AbortError', code: 'ABORT_ERR' });
  await assert.rejects(all(walk(root, { signal: AbortSignal.abort() })), { code: 'ABORT_ERR' });
});

test('errors come where the loop is', async () => {
  const entries = walk('/nowhere');
  await assert.rejects(all(entries), { name: 'TareError', path: '/nowhere' });
  assert.throws(() => walk('.', { compress: 'gzip' }), /walk: there is no option 'compress'/);
});
