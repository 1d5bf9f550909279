'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const { Writable } = require('node:stream');
const { finished, pipeline } = require('node:stream/promises');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { Worker } = require('node:worker_threads');
const { pack } = require('tare');
const { tree } = require('./tree.js');

const block = 256 * 1024;
const large = { a: Buffer.alloc(8 << 20, 'x'), b: Buffer.alloc(8 << 20, 'y') };
const count = (what) => fs.readdirSync(`/proc/self/${what}`).length;

// The ways in which a stream comes to its end.
const ends = [
  async (stream) => { for await (const chunk of stream) assert.ok(chunk.length > 0); },
  async (stream) => { for await (const chunk of stream) if (chunk) break; },
  async (stream) => { stream.destroy(); await finished(stream).catch(() => {}); },
  async (stream) => { stream.destroy(new Error('mine')); await assert.rejects(finished(stream), /mine/); },
  async (stream) => {
    const full = new Writable({ write(chunk, encoding, done) { done(new Error('full')); } });
    await assert.rejects(pipeline(stream, full), /full/);
  },
];

test('200 packs leave no thread and no descriptor', async (t) => {
  const root = tree(t, large);
  const closed = (stream) => new Promise((resolve) => { stream.on('close', resolve); });
  const once = async (i) => {
    const controller = new AbortController();
    const stream = pack(root, { noIgnore: true, signal: controller.signal });
    const close = closed(stream);
    await ends[i % ends.length](stream);
    controller.abort();
    await close;
  };
  for (let i = 0; i < ends.length; ++i) await once(i);
  const before = [count('task'), count('fd')];
  for (let i = 0; i < 200; i += 4) await Promise.all([i, i + 1, i + 2, i + 3].map(once));
  assert.deepEqual([count('task'), count('fd')], before);
});

test('a stream closes, too, when all was packed before', async (t) => {
  const root = tree(t, { a: Buffer.alloc(2 * block) });
  const packed = () => new Promise((resolve) => { setTimeout(resolve, 200); });
  const controller = new AbortController();
  const streams = [pack(root), pack(root, { signal: controller.signal })];
  const closed = streams.map((stream) => new Promise((resolve) => { stream.on('error', () => {}).on('close', resolve); }));
  await packed();
  streams[0].destroy();
  controller.abort();
  await Promise.all(closed);
  await assert.rejects(streams[0].report, /destroyed before/);
  await assert.rejects(streams[1].report, { name: 'AbortError' });
});

test('an aborted stream fails as every stream does', async (t) => {
  const controller = new AbortController();
  const stream = pack(tree(t, large), { signal: controller.signal });
  stream.once('data', () => controller.abort());
  await assert.rejects(finished(stream), { name: 'AbortError', code: 'ABORT_ERR' });
  await assert.rejects(stream.report, { name: 'AbortError' });
});

test('no more is made ahead than six blocks', async (t) => {
  const files = Array.from({ length: 200 }, (_, i) => [`f${1000 + i}`, Buffer.alloc(block / 4)]);
  let asked = 0;
  const stream = pack(tree(t, Object.fromEntries(files)), { ignore: () => { asked += 1; return false; } });
  stream.read(0);
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  const held = stream.readableLength;
  stream.destroy();
  assert.ok(held <= 2 * block, `${held} bytes in the stream`);
  assert.ok(asked >= 4 && asked <= 6 * 4, `${asked} files are packed`);
});

// What a program that does this prints, which has to end by itself.
async function printed(program, root) {
  const code = `const { pack } = require('tare'); const root = ${JSON.stringify(root)}; ${program}`;
  const options = { cwd: __dirname, timeout: 20_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], options);
  return stdout;
}

test('a process ends by itself, whatever becomes of the stream', async (t) => {
  const root = tree(t, large);
  assert.equal(await printed('pack(root); console.log("unread")', root), 'unread\n');
  const once = 'pack(root).once("data", function () { this.pause(); console.log("once"); })';
  assert.equal(await printed(once, root), 'once\n');
  assert.equal(await printed('pack(root).resume().on("end", () => console.log("end"))', root), 'end\n');
  assert.equal(await printed('pack(root).on("close", () => console.log("closed")).destroy()', root), 'closed\n');
  assert.equal(await printed('pack("/nowhere").on("error", (e) => console.log(e.status))', root), 'usage\n');
  assert.equal(await printed('pack(root).once("data", () => process.exit(0))', root), '');
  assert.equal(await printed('pack(root, { ignore: () => process.exit(0) })', root), '');
});

test('what a listener throws is uncaught, as with every stream', async (t) => {
  const root = tree(t, large);
  for (const event of ['data', 'report']) {
    const program = `pack(root).on('${event}', () => { throw new Error('mine'); }).resume()`;
    await assert.rejects(printed(program, root), { code: 1, stderr: /Error: mine/ });
  }
});

test('works in a worker, which may be terminated meanwhile', async (t) => {
  const root = tree(t, large);
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { pack } = require(workerData.tare);
    const stream = pack(workerData.root);
    stream.once('data', (data) => { stream.pause(); parentPort.postMessage(data.length); });`;
  const before = count('task');
  for (let i = 0; i < 5; ++i) {
    const worker = new Worker(code, { eval: true, workerData: { tare: require.resolve('tare'), root } });
    const [length] = await require('node:events').once(worker, 'message');
    assert.equal(length, block);
    await worker.terminate();
  }
  assert.equal(count('task'), before);
});
