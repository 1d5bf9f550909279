'use strict';

// Fills dist/ with what runs: the server and its data as they are, and the assets under names that
// change with their content, so that browsers may keep them for ever.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const dist = path.join(root, 'dist');

function stampedName(file) {
  const digest = crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  const { name, ext } = path.parse(file);
  return `${name}.${digest.slice(0, 8)}${ext}`;
}

fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(path.join(dist, 'public'), { recursive: true });

for (const file of ['server.js', 'catalogue.json', 'package.json']) {
  fs.copyFileSync(path.join(root, file), path.join(dist, file));
}

let page = fs.readFileSync(path.join(root, 'public', 'index.html'), 'utf8');
for (const asset of ['logo.svg', 'shop.js', 'style.css']) {
  const source = path.join(root, 'public', asset);
  const stamped = stampedName(source);
  fs.copyFileSync(source, path.join(dist, 'public', stamped));
  page = page.replaceAll(`"${asset}"`, `"${stamped}"`);
}
fs.writeFileSync(path.join(dist, 'public', 'index.html'), page);
