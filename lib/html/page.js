// The rest of the page, and its start.

function showTotals() {
  const excluded = data.excluded;
  const nothing = !excluded.entries;
  const all = whole + (data.unneeded ? data.unneeded.bytes : 0);
  byId('directory').textContent = data.directory;
  byId('about').textContent = (data.ignore_file ? 'rules from ' + data.ignore_file.replace(/^.*\//, '') : 'no ignore file') + ' · ' +
    (data.dialect === 'classic' ? 'classic builder' : 'BuildKit');
  byId('sent-bytes').textContent = sizeText(data.context.bytes);
  const comparable = data.measured && all !== 0;
  byId('sent-rest').textContent = filesText(data.context.files) + (comparable ? ', ' + shareText(data.context.bytes, all) : '');
  byId('excluded-bytes').textContent = nothing ? 'nothing' : !data.measured ? 'not measured' : (data.complete ? '' : 'at least ') + sizeText(excluded.bytes);
  byId('excluded-rest').textContent = nothing ? '' : !data.measured ? countOf(data.all_places, 'place', 'places')
    : contentText(excluded) + ', ' + shareText(excluded.bytes, all);
  if (data.unneeded) {
    byId('unneeded').hidden = false;
    byId('unneeded-bytes').textContent = data.measured ? sizeText(data.unneeded.bytes) : 'not measured';
    byId('unneeded-rest').textContent = data.measured ? contentText(data.unneeded) + ', ' + shareText(data.unneeded.bytes, all) : '';
  }
  const [sent, unneeded, left] = byId('balance').children;
  sent.style.flex = data.context.bytes + ' 0 0';
  unneeded.style.flex = (data.unneeded ? data.unneeded.bytes : 0) + ' 0 0';
  unneeded.hidden = !data.unneeded;
  left.style.flex = excluded.bytes + ' 0 0';
  byId('balance').hidden = !comparable;
  byId('version').textContent = 'tare ' + data.version;
  const notes = data.build_files.map(file =>
    `${file.name} (${sizeText(file.bytes)}) is sent for the builder, although ${ruleAt(file.rule)} excludes it: ${ruleText(file.rule)}`);
  if (data.all_places > data.places.length) notes.push(`The table of places has the largest ${countText(data.places.length)} of ${countText(data.all_places)}.`);
  byId('notes').replaceChildren(...notes.map(note => element('p', {}, note)));
}

showTotals();
startTables();
startTreemap();
startSearch();
fromAddress();
requestAnimationFrame(() => setTimeout(() => performance.mark('painted')));
