'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const tar = require('tar-stream');

/** A directory with these files, by name, that goes when the test does. */
function tree(t, files) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'tare-node-'));
  t.after(() => fs.rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  }
  return root;
}

/** The contents of what is in an archive, by name. */
async function contents(stream) {
  const extract = stream.pipe(tar.extract());
  stream.on('error', (error) => extract.destroy(error));
  const found = {};
  for await (const entry of extract) {
    let text = '';
    for await (const chunk of entry) text += chunk;
    found[entry.header.name] = text;
  }
  return found;
}

async function names(stream) {
  return Object.keys(await contents(stream));
}

module.exports = { tree, contents, names };
