'use strict';

const { fileURLToPath } = require('node:url');
const { wrongType, describe } = require('./errors.js');
const { rulesOf } = require('./rules.js');

function expect(value, type) {
  if (typeof value === type && value !== null) return value;
  throw wrongType(`${type === 'object' ? 'an' : 'a'} ${type} is expected, and this is ${describe(value)}`);
}

const flag = (name) => (value) => [[name, String(expect(value, 'boolean'))]];
const word = (name) => (value) => [[name, expect(value, 'string')]];
const number = (name) => (value) => [[name, String(expect(value, 'number'))]];
const path = (name) => (value) => [[name, pathOf(value)]];

function pathOf(value) {
  return value instanceof URL ? fileURLToPath(value) : expect(value, 'string');
}

function buildArgs(args) {
  return Object.entries(expect(args, 'object')).map(([name, value]) => ['build-arg', `${name}=${value}`]);
}

// What makes native settings of an option.
const common = {
  file: path('file'),
  ignoreFile: path('ignore-file'),
  noIgnore: flag('no-ignore'),
  dialect: word('dialect'),
  target: word('target'),
  buildArgs,
  needed: flag('needed'),
  oneFileSystem: flag('one-file-system'),
  threads: number('threads'),
};
const sending = { ...common, keepGoing: flag('keep-going'), contextOnly: flag('context-only') };
const tables = {
  pack: {
    ...sending,
    noMeasure: flag('no-measure'),
    compress: word('compress'),
    reproducible: flag('reproducible'),
    sourceDateEpoch: number('source-date-epoch'),
    xattrs: flag('xattrs'),
    sort: () => [], // of tar-fs, which sorts when it is set; Docker, and so tare, always does
  },
  walk: sending,
  report: { ...sending, noMeasure: flag('no-measure') },
  digest: { ...common, cache: path('cache') },
};

const asTheyAre =
  'entries keep their names, modes and times; pipe the stream through tar-stream to change them';
// Options of tar-fs, and why they are none here.
const foreign = {
  entries: "say with rules what is packed, as in ignore().add(['*', '!src'])",
  map: asTheyAre,
  mapStream: asTheyAre,
  strip: asTheyAre,
  umask: asTheyAre,
  dmode: asTheyAre,
  fmode: asTheyAre,
  readable: asTheyAre,
  writable: asTheyAre,
  dereference: 'Docker sends links as links',
  strict: 'entries of every kind but sockets are packed',
  fs: 'files are read natively',
  pack: 'the archive is made natively',
  finalize: 'an archive has an end',
  finish: "listen for 'end', or wait for stream.report",
};

function settingsOf(kind, name, value) {
  if (!Object.hasOwn(tables[kind], name)) {
    const reason = kind === 'pack' && Object.hasOwn(foreign, name) ? `: ${foreign[name]}` : '';
    throw wrongType(`${kind}: there is no option '${name}'${reason}`);
  }
  try {
    return tables[kind][name](value);
  } catch (error) {
    error.message = `option ${name}: ${error.message}`;
    throw error;
  }
}

// Who says what is left out instead of an ignore file: rules, or a function that is asked.
function choiceOf(kind, { ignore, filter, ignoreFile, noIgnore }) {
  if (ignore !== undefined && filter !== undefined) {
    throw wrongType('options ignore and filter are the same; give one of them');
  }
  const given = ignore ?? filter;
  if (given === undefined) return {};
  const rules = rulesOf(given);
  if (rules && ignoreFile !== undefined) {
    throw wrongType('options ignore and ignoreFile: both are rules; give one of them');
  }
  if (rules && noIgnore) {
    throw wrongType('options ignore and noIgnore: rules to go by, and none; give one of them');
  }
  if (rules) return { rules };
  if (typeof given !== 'function') {
    throw wrongType('option ignore: a function, a Matcher or what ignore() makes is expected, ' +
      `and this is ${describe(given)}`);
  }
  if (kind === 'digest') {
    throw wrongType('option ignore: a digest is of rules, not of a function; ' +
      'give a Matcher or what ignore() makes');
  }
  return { asked: given };
}

function checkFunction(name, value) {
  if (value === undefined || typeof value === 'function') return;
  throw wrongType(`option ${name}: a function is expected, and this is ${describe(value)}`);
}

function checkSignal(signal) {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw wrongType(`option signal: an AbortSignal is expected, and this is ${describe(signal)}`);
}

/** What work of a kind is told: native settings, rules or who is asked, and who hears of it. */
function read(kind, directory, options = {}) {
  const { ignore, filter, signal, onMessage, onProgress, ...others } = options;
  const choice = choiceOf(kind, options);
  checkFunction('onMessage', onMessage);
  checkFunction('onProgress', onProgress);
  checkSignal(signal);
  const settings = [];
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) settings.push(...settingsOf(kind, name, value));
  }
  // Who asks a function wants no other rules, unless they are named.
  if (choice.asked && others.ignoreFile === undefined) settings.push(['no-ignore', 'true']);
  return { kind, directory: pathOf(directory), settings, ...choice, signal, onMessage, onProgress };
}

module.exports = { read };
