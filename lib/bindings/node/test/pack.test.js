'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');
const { test } = require('node:test');
const zlib = require('node:zlib');
const tarfs = require('tar-fs');
const { Matcher, pack, default: rules } = require('tare');
const { tree, contents, names } = require('./tree.js');

const shop = { '.dockerignore': '*.md\nout\n', 'a.md': 'x', 'd/b': '12345', 'out/c': 'xyz', z: '' };

test('packs what Docker sends, and accounts for the rest', async (t) => {
  const root = tree(t, shop);
  const stream = pack(root);
  assert.ok(stream instanceof Readable);
  assert.deepEqual(await contents(stream), { '.dockerignore': '*.md\nout\n', 'd/': '', 'd/b': '12345', z: '' });
  const report = await stream.report;
  assert.equal(report.context.files, 3);
  assert.equal(report.excluded.bytes, 4);
  assert.deepEqual(report.excluded_paths.map((place) => [place.path, place.rule.line]), [['out', 2], ['a.md', 1]]);
});

test('the directory may be left out, or be a URL', async (t) => {
  const root = tree(t, { a: '' });
  const before = process.cwd();
  process.chdir(root);
  t.after(() => process.chdir(before));
  assert.deepEqual(await names(pack()), ['a']);
  assert.deepEqual(await names(pack(new URL(`file://${root}`))), ['a']);
});

test('the option ignore takes what tar-fs takes, with the same names', async (t) => {
  const root = tree(t, { ...shop, 'd/no/x': '', 'd/yes/x': '' });
  const before = process.cwd();
  process.chdir(root);
  t.after(() => process.chdir(before));
  for (const directory of [root, `${root}/`, '.', './d/..', 'd']) {
    for (const option of ['ignore', 'filter']) {
      const asked = [[], []];
      const options = (list) => ({ [option]: (name) => list.push(name) && /no$|\.md$/.test(name) });
      const mine = await contents(pack(directory, options(asked[0])));
      const theirs = await contents(tarfs.pack(directory, options(asked[1])));
      delete theirs['.']; // the context itself is no entry to Docker
      const withoutSlash = (found) => Object.fromEntries(
        Object.entries(found).map(([name, text]) => [name.replace(/\/$/, ''), text]));
      assert.deepEqual(withoutSlash(mine), withoutSlash(theirs));
      assert.deepEqual(asked[0].sort(), asked[1].sort());
    }
  }
});

test('rules go in place of the ignore file, whatever they are in', async (t) => {
  const root = tree(t, shop);
  const expected = ['.dockerignore', 'a.md', 'out/', 'out/c', 'z'];
  const given = rules().add('d');
  assert.deepEqual(await names(pack(root, { ignore: given })), expected);
  assert.deepEqual(await names(pack(root, { ignore: given.createFilter() })), expected);
  assert.deepEqual(await names(pack(root, { filter: new Matcher('d') })), expected);
  const both = { ignoreFile: path.join(root, '.dockerignore'), ignore: (name) => name.endsWith('/d') };
  assert.deepEqual(await names(pack(root, both)), ['.dockerignore', 'z']);
});

test('options are those of the command line', async (t) => {
  const root = tree(t, {
    ...shop, Dockerfile: 'FROM scratch AS a\nARG X\nCOPY $X /\nFROM a\nCOPY z /\n', rules: 'z\nDockerfile',
  });
  const lists = async (options) => names(pack(root, options));
  assert.deepEqual(await lists({ noIgnore: true }),
    ['.dockerignore', 'Dockerfile', 'a.md', 'd/', 'd/b', 'out/', 'out/c', 'rules', 'z']);
  assert.deepEqual(await lists({ needed: true, target: 'a', buildArgs: { X: 'd' } }),
    ['.dockerignore', 'Dockerfile', 'd/', 'd/b']);
  const ignoreFile = path.join(root, 'rules');
  assert.ok((await lists({ ignoreFile })).includes('Dockerfile'));
  assert.ok(!(await lists({ ignoreFile, contextOnly: true })).includes('Dockerfile'));
  assert.deepEqual(await names(pack(root, { compress: 'gzip:1' }).pipe(zlib.createGunzip())), await lists({}));
  const bytes = async (options) => Buffer.concat(await pack(root, options).toArray());
  const before = await bytes({ reproducible: true, threads: 1 });
  fs.utimesSync(path.join(root, 'z'), 1, 1);
  assert.ok(before.equals(await bytes({ reproducible: true, threads: 3 })));
  assert.ok(!before.equals(await bytes({ sourceDateEpoch: 5 })));
});

test('what is no option is a TypeError at once, with what to do', (t) => {
  const root = tree(t, {});
  const refused = [
    [{ map: (header) => header }, /there is no option 'map': .*tar-stream/],
    [{ entries: ['a'] }, /there is no option 'entries': say with rules/],
    [{ ignroe: () => true }, /there is no option 'ignroe'$/],
    [{ cache: 'x' }, /pack: there is no option 'cache'/],
    [{ ignore: 'a' }, /option ignore: a function, a Matcher or what ignore\(\) makes/],
    [{ ignore: () => true, filter: () => true }, /are the same/],
    [{ ignore: rules(), ignoreFile: 'x' }, /both are rules/],
    [{ threads: '2' }, /option threads: a number is expected, and this is of type string/],
    [{ needed: 1 }, /option needed: a boolean/],
    [{ buildArgs: null }, /option buildArgs: an object/],
    [{ signal: {} }, /option signal: an AbortSignal/],
    [{ onMessage: 'x' }, /option onMessage: a function/],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => pack(root, options), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message });
  }
  assert.throws(() => pack(root, { dialect: 'podman' }), { name: 'TareError', message: /buildkit or classic/ });
  assert.throws(() => pack(5), { name: 'TypeError' });
});

test('errors say what is wrong, where', async (t) => {
  const failure = async (directory, options) => {
    const stream = pack(directory, options);
    const error = await new Promise((resolve) => stream.on('error', resolve));
    await assert.rejects(stream.report, (reason) => reason === error);
    return error;
  };
  const nowhere = await failure('/nowhere');
  assert.equal(nowhere.status, 'usage');
  assert.equal(nowhere.path, '/nowhere');
  const root = tree(t, { '.dockerignore': 'a\n[\n', a: '' });
  const malformed = await failure(root);
  assert.equal(malformed.path, path.join(root, '.dockerignore'));
  assert.equal(malformed.line, 2);
  fs.rmSync(path.join(root, '.dockerignore'));
  // Also root cannot read what links to itself.
  fs.symlinkSync('loop', path.join(root, 'loop'));
  const loop = await failure(root, { ignoreFile: path.join(root, 'loop') });
  assert.equal(loop.code, 'ELOOP');
  assert.equal(loop.errno, -40);
  await assert.rejects(failure(root, { needed: true, signal: AbortSignal.timeout(60_000) }).then((error) => {
    throw error;
  }), { status: 'usage', path: path.join(root, 'Dockerfile') });
});

test('an exception of ignore ends the stream with it', async (t) => {
  const root = tree(t, shop);
  const mine = new Error('mine');
  const stream = pack(root, { ignore: () => { throw mine; } });
  await assert.rejects(names(stream), (error) => error === mine);
  await assert.rejects(stream.report, (error) => error === mine);
});

test('messages and progress are told', async (t) => {
  const root = tree(t, { Dockerfile: '', 'Dockerfile.dockerignore': 'x' });
  const messages = [];
  await names(pack(root, { dialect: 'classic', onMessage: (line) => messages.push(line) }));
  assert.equal(messages.length, 1);
  assert.match(messages[0], /^note: .*Dockerfile\.dockerignore.*: not used/);
  const mine = new Error('mine');
  const onMessage = () => { throw mine; };
  await assert.rejects(names(pack(root, { dialect: 'classic', onMessage })), (error) => error === mine);
  const large = tree(t, { large: Buffer.alloc(16 << 20) });
  let seen;
  const stream = pack(large, { onProgress: (told) => { seen = told; } });
  for await (const chunk of stream) {
    assert.ok(chunk.length > 0);
    if (seen) break;
    await new Promise((resolve) => { setTimeout(resolve, 60); });
  }
  assert.equal(seen.name, 'large');
  assert.ok(seen.bytes > 0);
});
