// The treemap. Each cell is an element of its own, so that it can be focused and read out. Cells that
// would be specks are left out. A directory too small or too deep to look into is one cell: frames and
// names take room, and a few levels of them leave areas that can be compared.

const map = byId('map');
const kHeader = 19;
const kMostCells = 2500;
const view = {root, show: 'all', marks: null, cells: [], focus: null};

const shownBytes = node => view.show === 'sent' ? node.sent : view.show === 'excluded' ? node.excluded : node.sent + node.excluded;
const shownStatus = node => view.show === 'all' ? statusOf(node) : view.show;

const shownChildren = node => node.children.filter(child => shownBytes(child) > 0);

// Directories that hold nothing but another one are drawn as one: `a/b/c/`.
function past(node) {
  for (let only; (only = shownChildren(node)).length === 1 && only[0].directory;) node = only[0];
  return node;
}

function layOut() {
  const most = map.clientWidth < 600 ? 3 : 4;
  const levels = new Map([[view.root, 0]]);
  const below = node => {
    if (levels.get(node) === most) return [];
    const children = shownChildren(node).map(past);
    for (const child of children) levels.set(child, levels.get(node) + 1);
    return children;
  };
  const hierarchy = d3.hierarchy(view.root, below).eachAfter(cell => {
    cell.value = cell.children ? cell.children.reduce((sum, child) => sum + child.value, 0) : shownBytes(cell.data);
  })
    .sort((a, b) => b.value - a.value);
  d3.treemap().size([map.clientWidth, map.clientHeight]).round(true)
    .paddingInner(2)
    .paddingOuter(cell => cell.depth ? 3 : 0)
    .paddingTop(cell => cell.depth ? kHeader : 0)(hierarchy);
  return hierarchy;
}

const widthOf = cell => cell.x1 - cell.x0;
const heightOf = cell => cell.y1 - cell.y0;
const isOpen = cell => cell.children && widthOf(cell) >= 64 && heightOf(cell) >= kHeader + 32;

// The cells worth drawing, a directory before what it holds.
function visibleCells(hierarchy) {
  const cells = [];
  const visit = cell => {
    for (const child of cell.children || []) {
      if (widthOf(child) < 3 || heightOf(child) < 3) continue;
      child.open = isOpen(child);
      cells.push(child);
      if (child.open) visit(child);
    }
  };
  visit(hierarchy);
  if (cells.length <= kMostCells) return cells;
  const area = cell => widthOf(cell) * heightOf(cell);
  const least = cells.map(area).sort((a, b) => b - a)[kMostCells];
  return cells.filter(cell => area(cell) > least);
}

function labelOf(cell) {
  let text = label(cell.data);
  for (let at = cell.data.parent; at && at !== cell.parent.data; at = at.parent) text = label(at) + text;
  return text;
}

function describe(cell) {
  const node = cell.data;
  const status = shownStatus(node);
  const parts = [labelOf(cell), sizeText(shownBytes(node))];
  if (status === 'mixed') parts.push(sizeText(node.sent) + ' sent');
  else if (status === 'sent') parts.push('sent');
  else parts.push('excluded' + (node.rule >= 0 ? ' by ' + ruleAt(node.rule) : ''));
  return parts.join(', ');
}

function classOf(cell) {
  const node = cell.data;
  let name = 'cell ' + shownStatus(node) + (cell.open ? ' open' : '') + (node.other ? ' other' : '');
  if (view.marks) name += view.marks.hits.has(node) ? ' hit' : view.marks.ways.has(node) ? cell.open ? ' way' : ' hit' : '';
  return name;
}

function draw(cell, level, siblings, position) {
  const node = cell.data;
  const box = element('div', {class: classOf(cell), role: 'treeitem', tabindex: -1, 'aria-level': level,
    'aria-setsize': siblings, 'aria-posinset': position, 'aria-label': describe(cell), 'aria-expanded': node.directory ? String(cell.open) : undefined});
  Object.assign(box.style, {left: cell.x0 + 'px', top: cell.y0 + 'px', width: widthOf(cell) + 'px', height: heightOf(cell) + 'px'});
  // A directory that is not looked into shows how much of it is sent: the part on the left.
  if (!cell.open && shownStatus(node) === 'mixed') {
    const share = 100 * node.sent / (node.sent + node.excluded) + '%';
    box.style.background = `linear-gradient(to right, var(--sent) 0 ${share}, transparent ${share}), ` +
      'repeating-linear-gradient(135deg, transparent 0 7px, var(--hatch) 7px 9px) var(--excluded)';
  }
  if (widthOf(cell) >= 40 && heightOf(cell) >= 17) {
    const name = element('b', {}, labelOf(cell));
    const size = sizeText(shownBytes(node));
    if (cell.open && widthOf(cell) >= 110) name.append(element('i', {}, size));
    box.append(name);
    if (!cell.open && heightOf(cell) >= 34 && widthOf(cell) >= 56) box.append(element('small', {}, size));
  }
  box.cell = cell;
  cell.box = box;
  return box;
}

function render() {
  map.classList.remove('bare');
  const hierarchy = layOut();
  view.cells = visibleCells(hierarchy);
  map.classList.toggle('searching', view.marks !== null);
  const boxes = view.cells.map(cell => {
    const siblings = cell.parent.children;
    return draw(cell, cell.depth, siblings.length, siblings.indexOf(cell) + 1);
  });
  if (!boxes.length) boxes.push(element('p', {class: 'empty'}, emptyText()));
  map.classList.toggle('bare', !view.cells.length);
  map.replaceChildren(...boxes);
  view.focus = view.cells[0] || null;
  if (view.focus) view.focus.box.tabIndex = 0;
}

function emptyText() {
  if (whole === 0) return 'There are no bytes here: nothing to draw.';
  if (view.show === 'excluded') return data.measured ? 'Nothing is excluded here.' : 'What is excluded was not measured.';
  return view.show === 'sent' ? 'Nothing of this is sent.' : 'There are no bytes here.';
}

// -- Where the view is ---------------------------------------------------------------------------

// `keep`: no new step for the browser's Back.
function zoom(node, {keep = false, focus = null} = {}) {
  const directory = node.directory ? node : node.parent;
  const from = view.root;
  const moved = directory !== from;
  view.root = directory;
  render();
  showCrumbs();
  const path = pathOf(directory);
  document.title = (path ? path + '/' : rootName) + ' · tare';
  if (moved && !keep) {
    try { history.pushState(null, '', '#' + path.split('/').map(encodeURIComponent).join('/')); } catch { /* no history here */ }
  }
  const wanted = focus === 'came-from' ? from : focus;
  const target = wanted && (view.cells.find(cell => cell.data === wanted) || view.cells.find(cell => lineage(cell.data).includes(wanted)));
  showDetail(directory);
  if (focus) focusCell(target || view.cells[0]);
}

function zoomOut(focus) {
  let above = view.root.parent;
  if (!above) return;
  while (above.parent && past(above) !== above) above = above.parent;
  zoom(above, {focus: focus ? 'came-from' : null});
}

function fromAddress() {
  let path = '';
  try { path = decodeURIComponent(location.hash.slice(1)); } catch { /* not one of ours */ }
  zoom(nodeAt(path), {keep: true});
}

function showCrumbs() {
  byId('crumbs').replaceChildren(...lineage(view.root).map(node => {
    const last = node === view.root;
    return element('li', {}, element('button', {type: 'button', 'aria-current': last ? 'location' : undefined,
      on: {click: () => zoom(node)}}, node.parent ? node.name : rootName));
  }));
}

// -- What is pointed at --------------------------------------------------------------------------

function showDetail(node) {
  if (!view.cells.length) {
    byId('detail').replaceChildren();
    return;
  }
  const status = shownStatus(node);
  const bytes = shownBytes(node);
  const facts = element('div', {class: 'facts'},
    element('span', {class: 'tag ' + status}, status === 'mixed' ? 'partly sent' : status),
    element('span', {}, sizeText(bytes)),
    element('span', {}, filesText((view.show === 'excluded' ? 0 : node.sentFiles) + (view.show === 'sent' ? 0 : node.excludedFiles))),
    element('span', {}, shareText(bytes, whole) + ' of everything'));
  if (status === 'mixed') facts.append(element('span', {}, sizeText(node.sent) + ' sent, ' + sizeText(node.excluded) + ' excluded'));
  if (status !== 'sent' && node.excluded) {
    facts.append(node.rule >= 0
      ? element('span', {}, 'excluded by ' + ruleAt(node.rule) + ' ', element('code', {}, ruleText(node.rule)))
      : element('span', {}, 'excluded by several rules'));
  }
  const path = node.other ? pathOf(node.parent) + (node.parent.parent ? '/' : '') + ' ' + node.name : pathOf(node) + (node.directory ? '/' : '');
  byId('detail').replaceChildren(element('div', {class: 'path'}, node === root ? data.directory : path), facts);
}

function focusCell(cell) {
  if (!cell) return;
  if (view.focus) {
    view.focus.box.tabIndex = -1;
    view.focus.box.classList.remove('focused');
  }
  view.focus = cell;
  cell.box.tabIndex = 0;
  cell.box.focus({preventScroll: true});
  cell.box.classList.add('focused');
  showDetail(cell.data);
}

const siblingsOf = cell => view.cells.filter(other => other.parent === cell.parent);

const keys = {
  ArrowRight: cell => { const all = siblingsOf(cell); focusCell(all[all.indexOf(cell) + 1]); },
  ArrowLeft: cell => { const all = siblingsOf(cell); focusCell(all[all.indexOf(cell) - 1]); },
  ArrowDown: cell => focusCell(view.cells.find(other => other.parent === cell)),
  ArrowUp: cell => { if (cell.parent.box) focusCell(cell.parent); },
  Home: cell => focusCell(siblingsOf(cell)[0]),
  End: cell => focusCell(siblingsOf(cell).pop()),
  Enter: cell => { if (cell.data.directory) zoom(cell.data, {focus: true}); else if (cell.data.parent !== view.root) zoom(cell.data, {focus: cell.data}); },
  ' ': cell => keys.Enter(cell),
  Escape: () => zoomOut(true),
  Backspace: () => zoomOut(true),
};

function cellAt(event) {
  const box = event.target.closest('.cell');
  return box && box.cell;
}

function startTreemap() {
  map.addEventListener('click', event => {
    const cell = cellAt(event);
    if (!cell) return;
    const node = cell.data;
    if ((node.directory ? node : node.parent) === view.root) focusCell(cell);
    else zoom(node);
  });
  map.addEventListener('mouseover', event => { const cell = cellAt(event); if (cell) showDetail(cell.data); });
  map.addEventListener('mouseleave', () => showDetail(view.focus && map.contains(document.activeElement) ? view.focus.data : view.root));
  map.addEventListener('focusin', event => { const cell = cellAt(event); if (cell && cell !== view.focus) focusCell(cell); else if (cell) showDetail(cell.data); });
  map.addEventListener('focusout', event => { const cell = cellAt(event); if (cell) cell.box.classList.remove('focused'); });
  map.addEventListener('keydown', event => {
    const cell = cellAt(event) || view.focus;
    if (event.altKey || event.ctrlKey || event.metaKey || !keys[event.key]) return;
    if (!cell && event.key !== 'Escape' && event.key !== 'Backspace') return;
    event.preventDefault();
    keys[event.key](cell);
  });
  byId('show').addEventListener('change', event => {
    view.show = event.target.value;
    render();
    showDetail(view.root);
  });
  let width = 0;
  new ResizeObserver(() => {
    if (map.clientWidth !== width && width) requestAnimationFrame(render);
    width = map.clientWidth;
  }).observe(map);
  window.addEventListener('popstate', fromAddress);
}
