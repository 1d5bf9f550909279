const search = document.getElementById('search');
const list = document.getElementById('items');

async function show() {
  const response = await fetch(`/api/items?q=${encodeURIComponent(search.value)}`);
  const items = await response.json();
  list.replaceChildren(
    ...items.map((item) => {
      const line = document.createElement('li');
      line.textContent = `${item.title}: ${(item.cents / 100).toFixed(2)}`;
      return line;
    }),
  );
}

search.addEventListener('input', show);
show();
