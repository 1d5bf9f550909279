// The data of the page as a tree of nodes, and how figures look. Only text is ever made of names.

const data = JSON.parse(document.getElementById('data').textContent);

const byId = id => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') made.className = value;
    else if (name === 'on') for (const [type, listener] of Object.entries(value)) made.addEventListener(type, listener);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Decimal units, as Docker and the text report have them.
function sizeText(bytes) {
  if (bytes < 1000) return bytes + ' B';
  const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit + 1 < units.length; ++unit) value /= 1000;
  return value.toFixed(value < 99.95 ? 1 : 0) + ' ' + units[unit];
}

const countText = count => count.toLocaleString('en-US');
const countOf = (count, one, many) => countText(count) + ' ' + (count === 1 ? one : many);
const filesText = count => countOf(count, 'file', 'files');
const contentText = tally => tally.files || !tally.entries ? filesText(tally.files) : countOf(tally.entries, 'entry', 'entries');

function shareText(part, whole) {
  if (!part || !whole) return '0.0 %';
  if (part === whole) return '100.0 %';
  return Math.min(99.9, Math.max(0.1, 100 * part / whole)).toFixed(1) + ' %';
}

const ruleAt = index => data.rules[index].file.replace(/^.*\//, '') + ':' + data.rules[index].line;
const ruleText = index => data.rules[index].text;

// What is sent of something and what is not decides how it is drawn.
const statusOf = node => !node.excluded ? 'sent' : !node.sent ? 'excluded' : 'mixed';

function makeNode(row, index, nodes) {
  const directory = row.length > 4;
  const node = directory
    ? {index, name: row[1], directory, sentFiles: row[2], sent: row[3], excludedFiles: row[4], excluded: row[5], rule: row[6]}
    : {index, name: row[1], directory, sentFiles: row[3] < 0 ? 1 : 0, sent: row[3] < 0 ? row[2] : 0,
      excludedFiles: row[3] < 0 ? 0 : 1, excluded: row[3] < 0 ? 0 : row[2], rule: row[3]};
  node.parent = index ? nodes[row[0]] : null;
  node.depth = index ? node.parent.depth + 1 : 0;
  node.children = [];
  if (index) node.parent.children.push(node);
  if (directory) node.others = row.slice(7);
  return node;
}

// What has no node of its own is drawn as one cell for what is sent and one for what is not.
function addOthers(node) {
  const [sentFiles, sent, excludedFiles, excluded, rule] = node.others;
  const other = {parent: node, depth: node.depth + 1, directory: false, other: true, children: [], rule: -1,
    sentFiles: 0, sent: 0, excludedFiles: 0, excluded: 0};
  if (sent) node.children.push({...other, sentFiles, sent, name: countOf(sentFiles, 'smaller file', 'smaller files')});
  if (excluded) node.children.push({...other, excludedFiles, excluded, rule, name: countOf(excludedFiles, 'smaller file', 'smaller files')});
}

function makeTree(rows) {
  const nodes = [];
  rows.forEach((row, index) => nodes.push(makeNode(row, index, nodes)));
  if (!nodes.length) nodes.push(makeNode([0, '', 0, 0, 0, 0, -1, 0, 0, 0, 0, -1], 0, nodes));
  nodes.forEach(node => { if (node.directory) addOthers(node); });
  return nodes;
}

const nodes = makeTree(data.tree);
const root = nodes[0];
const whole = root.sent + root.excluded;
const rootName = (data.directory.replace(/\/+$/, '').match(/[^/]+$/) || [data.directory])[0];

// From the context down to `node`.
function lineage(node) {
  const line = [];
  for (let at = node; at; at = at.parent) line.unshift(at);
  return line;
}

const pathOf = node => lineage(node).slice(1).map(at => at.name).join('/');
const label = node => node.name + (node.directory ? '/' : '');

// The directory or file at `path`, or the nearest directory above it that there is.
function nodeAt(path) {
  let at = root;
  for (const part of path.split('/').filter(part => part)) {
    const next = at.children.find(child => !child.other && child.name === part);
    if (!next) return at;
    at = next;
  }
  return at;
}
