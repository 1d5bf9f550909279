// Sortable tables: what each rule did, what is excluded where, and what is sent.

const kFirstRows = 12;

// A column: {title, class, value (to sort by), cell (text or element), down: begins with the largest}.
function makeTable(table, columns, rows, sorted) {
  let by = sorted;
  let down = columns[sorted].down === true;
  let all = false;
  const more = element('button', {type: 'button', class: 'more', on: {click: () => { all = true; fill(); }}});
  const body = element('tbody');
  const heads = columns.map((column, index) => element('th', {class: column.class, scope: 'col'},
    column.value ? element('button', {type: 'button', on: {click: () => {
      down = by === index ? !down : column.down === true;
      by = index;
      fill();
    }}}, column.title) : column.title));
  const fill = () => {
    const value = columns[by].value;
    const compare = (a, b) => value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0;
    const ordered = [...rows].sort((a, b) => down ? compare(b, a) : compare(a, b));
    const shown = all ? ordered : ordered.slice(0, kFirstRows);
    body.replaceChildren(...shown.map(row => element('tr', {}, ...columns.map(column => element('td', {class: column.class}, column.cell(row))))));
    heads.forEach((head, index) => {
      if (index === by) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    more.hidden = shown.length === ordered.length;
    more.textContent = 'Show all ' + countText(ordered.length);
  };
  fill();
  table.replaceChildren(element('thead', {}, element('tr', {}, ...heads)), body);
  table.parentElement.after(more);
}

// `.dockerignore:3`; where there is little room, the style leaves only the line.
function ruleLine(index) {
  const [, file, line] = ruleAt(index).match(/^(.*:)(\d+)$/);
  return element('span', {}, element('span', {class: 'file'}, file), line);
}

function bar(part, of, kind) {
  const filled = element('i', {class: kind, 'aria-hidden': 'true'});
  filled.style.width = of ? 100 * part / of + '%' : 0;
  return part ? filled : '';
}

// Marks in the treemap what one rule excludes; -1: nothing.
function pressRule(index) {
  for (const button of byId('rules').querySelectorAll('button[aria-pressed]')) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.rule) === index));
  }
}

function showRule(index) {
  const again = byId('rules').querySelector('button[aria-pressed=true]');
  search.input.value = '';
  if (again && Number(again.dataset.rule) === index) {
    clearMarks();
    return;
  }
  pressRule(index);
  mark(nodes.filter(node => node.excluded && !node.sent && node.rule === index));
  zoom(root);
  byId('map').scrollIntoView({block: 'nearest'});
}

function ruleButton(rule) {
  const button = element('button', {type: 'button', 'aria-pressed': 'false', title: 'Mark in the treemap', on: {click: () => showRule(rule.index)}}, rule.text);
  button.dataset.rule = rule.index;
  return button;
}

function ruleCell(rule) {
  if (!rule.entries) return element('span', {}, element('code', {}, rule.text), ' ', element('span', {class: 'tag quiet'}, 'decides nothing'));
  if (rule.exception) return element('span', {}, element('code', {}, rule.text), ' ', element('span', {class: 'tag sent'}, 'brought back'));
  return ruleButton(rule);
}

function startTables() {
  const rules = data.rules.map((rule, index) => ({...rule, index}));
  const most = Math.max(...rules.map(rule => rule.bytes), 0);
  byId('rules-section').hidden = !rules.length;
  const columns = [
    {title: 'Line', class: 'rule', value: rule => rule.index, cell: rule => ruleLine(rule.index)},
    {title: 'Rule', class: 'text', value: rule => rule.text, cell: ruleCell},
    {title: 'Files', class: 'number', down: true, value: rule => rule.files || rule.entries, cell: rule => rule.entries && (data.measured || rule.exception) ? countText(rule.files || rule.entries) : ''},
    {title: 'Bytes', class: 'number', down: true, value: rule => rule.bytes, cell: rule => rule.entries && (data.measured || rule.exception) ? sizeText(rule.bytes) : ''},
    {title: '', class: 'share', cell: rule => bar(rule.bytes, most, rule.exception ? 'sent' : '')},
  ];
  if (rules.some(rule => rule.repeated)) {
    columns.splice(4, 0, {title: 'Repeated', class: 'number', down: true, value: rule => rule.repeated, cell: rule => rule.repeated ? countText(rule.repeated) : ''});
    byId('repeated-note').hidden = false;
  }
  makeTable(byId('rules'), columns, rules, 3);

  byId('places-section').hidden = !data.places.length;
  makeTable(byId('places'), [
    {title: 'Place', class: 'text', value: place => place.name || ruleText(place.rule), cell: placeCell},
    {title: 'Files', class: 'number', down: true, value: place => place.files || place.entries, cell: place => data.measured ? countText(place.files || place.entries) : ''},
    {title: 'Bytes', class: 'number', down: true, value: place => place.bytes, cell: place => data.measured ? (place.complete ? '' : '>') + sizeText(place.bytes) : ''},
    {title: 'Line', class: 'rule', value: place => place.rule, cell: place => ruleLine(place.rule)},
  ], data.places, 2);

  const files = nodes.filter(node => !node.directory && node.sent).sort((a, b) => b.sent - a.sent).slice(0, 100);
  byId('files-section').hidden = !files.length;
  makeTable(byId('files'), [
    {title: 'File', class: 'text', value: pathOf, cell: node => element('button', {type: 'button', on: {click: () => visit(node)}}, pathOf(node))},
    {title: 'Bytes', class: 'number', down: true, value: node => node.sent, cell: node => sizeText(node.sent)},
    {title: 'Of sent', class: 'number', down: true, value: node => node.sent, cell: node => shareText(node.sent, root.sent)},
  ], files, 1);
}

function visit(node) {
  zoom(node, {focus: node});
  byId('map').scrollIntoView({block: 'center'});
}

function placeCell(place) {
  const text = place.name ? place.name + (place.directory ? '/' : '') : ruleText(place.rule);
  const node = place.name && place.bytes ? nodeAt(place.name) : root;
  if (node === root || pathOf(node) !== place.name) return element('code', {}, text);
  return element('button', {type: 'button', on: {click: () => visit(node)}}, text);
}
