'use strict';

const native = require('./native.js');
const { wrongType, describe } = require('./errors.js');
const { standFor, parse, checkName } = require('./rules.js');

class Ignore {
  #lines = [];
  #rules = parse('');

  constructor(options = {}) {
    for (const name of Object.keys(options)) {
      if (name !== 'ignorecase') throw wrongType(`ignore: there is no option '${name}'`);
    }
    if (options.ignorecase) {
      throw wrongType('ignorecase: Docker takes upper and lower case for different letters');
    }
    standFor(this, () => this.#rules);
  }

  add(patterns) {
    const added = Array.isArray(patterns) ? patterns : [patterns];
    const lines = this.#lines.concat(added.flatMap(Ignore.#linesOf));
    this.#rules = parse(lines.join('\n'));
    this.#lines = lines;
    return this;
  }

  ignores(path) {
    return path === '' || native.excludes(this.#rules, checkName(path));
  }

  filter(paths) {
    const names = Array.isArray(paths) ? paths : [paths];
    return native.kept(this.#rules, names);
  }

  createFilter() {
    const filter = (path) => !this.ignores(path);
    standFor(filter, () => this.#rules);
    return filter;
  }

  static #linesOf(pattern) {
    if (typeof pattern === 'string') return pattern.split(/\r?\n/);
    if (pattern instanceof Ignore) return pattern.#lines;
    if (pattern === null || pattern === undefined) return [];
    throw wrongType(`a pattern is a string or made by ignore(), and this is ${describe(pattern)}`);
  }
}

function ignore(options) {
  return new Ignore(options);
}

module.exports = { ignore };
