// Search: what matches is marked in the treemap and listed by size.

const kMostResults = 50;
const search = {input: byId('search'), list: byId('results'), found: [], chosen: -1};

function matches(text) {
  const wanted = text.toLowerCase();
  const whole = wanted.includes('/');
  return nodes.filter(node => node !== root && (whole ? pathOf(node) + (node.directory ? '/' : '') : node.name).toLowerCase().includes(wanted));
}

// Marks `hits`, with all below them, and the directories above them.
function mark(found) {
  if (!found) {
    view.marks = null;
    return;
  }
  const hits = new Set();
  const ways = new Set();
  const take = node => {
    if (hits.has(node)) return;
    hits.add(node);
    node.children.forEach(take);
  };
  for (const node of found) {
    take(node);
    for (let at = node.parent; at && !ways.has(at); at = at.parent) ways.add(at);
  }
  view.marks = {hits, ways};
}

// The ends of a long path say most.
function fit(path) {
  const most = 90;
  return path.length <= most ? path : path.slice(0, most / 3) + '…' + path.slice(-most * 2 / 3);
}

function option(node, index) {
  return element('li', {role: 'option', id: 'result-' + index, 'aria-selected': 'false',
    on: {mousedown: event => { event.preventDefault(); choose(index); accept(); }}},
  element('i', {class: 'swatch ' + (statusOf(node) === 'excluded' ? 'excluded' : 'sent')}),
  element('span', {class: 'name', title: pathOf(node)}, fit(pathOf(node) + (node.directory ? '/' : ''))),
  element('span', {class: 'size'}, sizeText(node.sent + node.excluded) + (statusOf(node) === 'mixed' ? ', partly sent' : ', ' + statusOf(node))));
}

function lookUp() {
  const text = search.input.value.trim();
  pressRule(-1);
  const found = text ? matches(text) : null;
  mark(found);
  render();
  search.found = (found || []).sort((a, b) => b.sent + b.excluded - a.sent - a.excluded).slice(0, kMostResults);
  const items = search.found.map(option);
  if (found && found.length > items.length) items.push(element('li', {class: 'none'}, 'and ' + countText(found.length - items.length) + ' more, all marked in the treemap'));
  if (found && !items.length) items.push(element('li', {class: 'none'}, 'No name here has this in it. What is too small to have a cell is not searched.'));
  search.list.replaceChildren(...items);
  openList(found !== null);
  choose(search.found.length ? 0 : -1);
}

function openList(open) {
  search.list.hidden = !open;
  search.input.setAttribute('aria-expanded', String(open));
}

function choose(index) {
  const items = search.list.querySelectorAll('[role=option]');
  if (items[search.chosen]) items[search.chosen].setAttribute('aria-selected', 'false');
  search.chosen = index;
  if (!items[index]) {
    search.input.removeAttribute('aria-activedescendant');
    return;
  }
  items[index].setAttribute('aria-selected', 'true');
  items[index].scrollIntoView({block: 'nearest'});
  search.input.setAttribute('aria-activedescendant', items[index].id);
}

function accept() {
  const node = search.found[search.chosen];
  if (!node) return;
  openList(false);
  zoom(node, {focus: node});
}

function clearSearch() {
  search.input.value = '';
  lookUp();
}

function startSearch() {
  search.input.addEventListener('input', lookUp);
  search.input.addEventListener('focus', () => openList(search.input.value.trim() !== ''));
  search.input.addEventListener('blur', () => openList(false));
  search.input.addEventListener('keydown', event => {
    const last = search.found.length - 1;
    if (event.key === 'ArrowDown') choose(search.chosen < last ? search.chosen + 1 : 0);
    else if (event.key === 'ArrowUp') choose(search.chosen > 0 ? search.chosen - 1 : last);
    else if (event.key === 'Enter') accept();
    else if (event.key === 'Escape') clearSearch();
    else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.target.closest('input') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') {
      event.preventDefault();
      search.input.focus();
    } else if (event.key === 'Escape' || event.key === 'Backspace') {
      event.preventDefault();
      if (view.marks) clearMarks();
      else zoomOut(false);
    }
  });
}

function clearMarks() {
  search.input.value = '';
  openList(false);
  pressRule(-1);
  mark(null);
  render();
}
