'use strict';

const native = require('./native.js');
const { saying, wrongType, describe } = require('./errors.js');

// Which objects and functions stand for rules: those of Matcher, ignore() and createFilter().
const known = new WeakMap();

/** Has `rulesOf(holder)` give what `handle()` gives then. */
function standFor(holder, handle) {
  known.set(holder, handle);
}

/** The native rules that `value` stands for; undefined when it stands for none. */
function rulesOf(value) {
  return known.get(value)?.();
}

function parse(text, file = '.dockerignore') {
  return saying(native.parse, text, file);
}

function checkName(name) {
  if (typeof name === 'string' || Buffer.isBuffer(name)) return name;
  throw wrongType(`a name is a string or a Buffer, and this is ${describe(name)}`);
}

module.exports = { standFor, rulesOf, parse, checkName };
