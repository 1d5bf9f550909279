'use strict';

const { Job } = require('./job.js');
const { AbortError, wrongType } = require('./errors.js');
const { read } = require('./options.js');

// Of tare_kind.
const kinds = ['file', 'directory', 'symlink', 'fifo', 'character-device', 'block-device', 'socket'];
const numbersOfEach = 8;

function entryOf(name, rule, numbers, at) {
  return {
    name,
    kind: kinds[numbers[at + 2]],
    included: numbers[at] === 1,
    verdict: { excluded: numbers[at + 1] === 1, line: numbers[at + 3], rule, reach: numbers[at + 4] },
    size: numbers[at + 5],
    mode: numbers[at + 6],
    mtimeMs: numbers[at + 7] * 1000,
  };
}

function* entriesOf([names, rules, numbers]) {
  for (let i = 0; i < names.length; ++i) {
    yield entryOf(names[i], rules[i], numbers, i * numbersOfEach);
  }
}

async function* entries(order, asBytes) {
  const { signal } = order;
  let changed;
  let thrown;
  let over = false;
  const next = () => { job.hold(true); return new Promise((resolve) => { changed = resolve; }); };
  const job = new Job(order, () => changed?.(), (error) => { thrown ??= { error }; changed?.(); });
  const abort = () => { thrown ??= { error: new AbortError(signal) }; job.stop(); changed?.(); };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    while (!thrown) {
      const batch = job.take(asBytes);
      if (batch) {
        job.hold(false); // who goes no further does not keep the process from ending
        for (const entry of entriesOf(batch)) {
          yield entry;
          if (thrown) break;
        }
        continue;
      }
      const outcome = job.outcome();
      over = outcome !== null;
      if (outcome?.error && !thrown) throw outcome.error;
      if (over) break;
      await next();
    }
    if (thrown) throw thrown.error;
  } finally {
    signal?.removeEventListener('abort', abort);
    job.stop();
    while (!over && !job.outcome()) await next();
  }
}

function walk(directory = '.', { encoding = 'utf8', ...options } = {}) {
  if (encoding !== 'utf8' && encoding !== 'buffer') {
    throw wrongType(`option encoding: 'utf8' or 'buffer' is expected`);
  }
  return entries(read('walk', directory, options), encoding === 'buffer');
}

module.exports = { walk };
