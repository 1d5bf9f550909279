'use strict';

// bench.js DIRECTORY RULES [ROUNDS]: packs DIRECTORY under the rules, and asks about all names in it, beside
// tar-fs and @balena/dockerignore. Runs are taken in turn, after one that does not count; printed are
// medians, also of the ratios.
const fs = require('node:fs');
const path = require('node:path');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const theirs = require('@balena/dockerignore');
const tarfs = require('tar-fs');
const ours = require('tare');

const [directory, ruleFile, rounds = '3'] = process.argv.slice(2);
const root = path.resolve(directory);
const text = fs.readFileSync(ruleFile, 'utf8');
const nowhere = () => new Writable({ write(chunk, encoding, done) { done(); } });
const nameOf = (name) => path.relative(root, name);

// A new set each time: what has been asked once is remembered by theirs.
const mine = () => ours().add(text);
const peer = () => theirs({ ignorecase: false }).add(text);
const withPeer = () => {
  const rules = peer();
  return { ignore: (name) => rules.ignores(nameOf(name)) };
};
const byFunction = { ignore: (name) => name.endsWith('/node_modules') || name.endsWith('.map') };

async function seconds(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function compare(what, work, other) {
  const ratios = [];
  const spent = [[], []];
  for (let round = 0; round <= Number(rounds); ++round) {
    const both = [await seconds(work), await seconds(other)];
    if (round === 0) continue; // warms up
    both.forEach((time, i) => spent[i].push(time));
    ratios.push(both[1] / both[0]);
  }
  const [a, b] = spent.map((list) => `${median(list).toFixed(3)} s`);
  console.log(`| ${what} | ${a} | ${b} | ${median(ratios).toFixed(1)} |`);
}

const packing = (make, options) => () => pipeline(make(root, options()), nowhere());

async function main() {
  const names = [];
  for await (const { name } of ours.walk(root, { noIgnore: true })) names.push(name);
  console.log(`| ${names.length} names | tare | peer | times as fast |\n|---|--:|--:|--:|`);
  await compare('filter(names)', () => mine().filter(names), () => peer().filter(names));
  await compare('names.filter(createFilter())', () => names.filter(mine().createFilter()),
    () => names.filter(peer().createFilter()));
  const asked = [mine(), peer()];
  await compare('filter(names) once more', () => asked[0].filter(names), () => asked[1].filter(names));
  await compare('pack, rules', packing(ours.pack, () => ({ ignore: mine() })),
    packing(tarfs.pack, withPeer));
  await compare('pack, the same function of theirs', packing(ours.pack, withPeer),
    packing(tarfs.pack, withPeer));
  await compare('pack, a function', packing(ours.pack, () => byFunction),
    packing(tarfs.pack, () => byFunction));
  await compare('pack everything', packing(ours.pack, () => ({ noIgnore: true })),
    packing(tarfs.pack, () => ({})));
}

main();
