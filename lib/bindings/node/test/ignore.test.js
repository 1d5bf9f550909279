'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const theirs = require('@balena/dockerignore');
const ignore = require('tare');

const paths = ['.abc/a.js', '.abc/d/e.js', 'b.md', 'c'];

// What a program that has used the other goes on to do.
for (const [name, make] of [['theirs', theirs], ['ours', ignore]]) {
  test(`the interface of @balena/dockerignore: ${name}`, () => {
    const rules = make().add(['.abc/*', '!.abc/d/']).add('# no rule\r\n\r\n*.md');
    assert.deepEqual(rules.filter(paths), ['.abc/d/e.js', 'c']);
    assert.deepEqual(rules.filter('c'), ['c']);
    assert.deepEqual(paths.filter(rules.createFilter()), ['.abc/d/e.js', 'c']);
    assert.equal(rules.ignores('.abc/a.js'), true);
    assert.equal(rules.ignores('/b.md'), false);
    assert.deepEqual(rules.filter(['', 'c']), ['c']);
    assert.equal(rules.ignores(''), true);
    const more = make().add([rules, '!b.md', '', null]).add(undefined);
    assert.deepEqual(more.filter(paths), ['.abc/d/e.js', 'b.md', 'c']);
    assert.deepEqual(rules.filter(paths), ['.abc/d/e.js', 'c']);
    const filter = rules.createFilter();
    rules.add('c');
    assert.equal(filter('c'), false);
    assert.equal(make.default, make);
  });
}

test('other than theirs: case counts, names are put in order, and what is no rule is an error', () => {
  const rules = ignore({ ignorecase: false }).add(['node_modules', 'a\nb']);
  assert.equal(rules.ignores('Node_Modules'), false);
  assert.deepEqual(rules.filter(['./node_modules/x', 'node_modules/', 'x/../a', '../a', 'b']), ['../a']);
  assert.throws(() => ignore({ ignorecase: true }), /ignorecase: Docker takes upper and lower/);
  assert.throws(() => ignore({ ignoreCase: false }), /there is no option 'ignoreCase'/);
  assert.throws(() => rules.add(5), /a pattern is a string or made by ignore\(\), and this is of type number/);
  assert.throws(() => rules.ignores(undefined), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => rules.filter(['a', 5]), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => rules.ignores('a\0b'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
});

test('a pattern that Docker rejects is an error with its line, and adds nothing', () => {
  const rules = ignore().add('a');
  assert.throws(() => rules.add(['b', '[']), (error) => {
    assert.ok(error instanceof ignore.TareError);
    assert.equal(error.status, 'usage');
    assert.equal(error.code, 'ERR_TARE_USAGE');
    assert.equal(error.line, 3);
    assert.match(error.message, /^\.dockerignore:3: /);
    return true;
  });
  assert.deepEqual(rules.filter(['a', 'b']), ['b']);
});

test('names of any length, with any letters, one after the other', () => {
  const long = 'ä'.repeat(2000);
  const rules = ignore().add([`${long}/x`, 'd/**/𝒳', '!d/e/𝒳']);
  assert.deepEqual(rules.filter([`${long}/x`, `${long}/y`, 'd/𝒳', 'd/f/𝒳/g', 'd/e/𝒳', 'd/e', 'd/ef/𝒳', 'd']),
    [`${long}/y`, 'd/e/𝒳', 'd/e', 'd']);
  for (let size = 240; size < 270; ++size) {
    const name = 'b'.repeat(size);
    assert.equal(ignore().add(name).ignores(name), true, size);
    assert.equal(ignore().add(name).ignores(`${name}b`), false, size);
    assert.equal(ignore().add(`${name}é`).ignores(`${name}é`), true, size);
  }
});
