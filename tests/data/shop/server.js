'use strict';

const path = require('node:path');
const express = require('express');

const catalogue = require('./catalogue.json');

const app = express();
app.disable('x-powered-by');
app.use(express.static(path.join(__dirname, 'public')));

app.get('/api/items', (request, response) => {
  const wanted = String(request.query.q ?? '').toLowerCase();
  response.json(catalogue.filter((item) => item.title.toLowerCase().includes(wanted)));
});

app.get('/api/items/:id', (request, response) => {
  const item = catalogue.find((candidate) => candidate.id === request.params.id);
  if (item === undefined) {
    response.status(404).json({ error: `there is no item ${request.params.id}` });
  } else {
    response.json(item);
  }
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`shop: listening on port ${server.address().port}`);
});

process.on('SIGTERM', () => server.close());
