// The room's page in a browser: it polls for messages, and sends them. All that
// users have typed becomes text by textContent.
'use strict';

const room = document.body.dataset.room;
const user = document.body.dataset.user;
const messages = document.getElementById('messages');
const people = document.getElementById('people');
const scroll = document.getElementById('scroll');
const form = document.getElementById('say');
const input = document.getElementById('message');
const status = document.getElementById('status');
let last = Number(document.body.dataset.last);

const pause = (seconds) =>
    new Promise((done) => setTimeout(done, 1000 * seconds));

function post(path, fields) {
  return fetch(path, {method: 'POST', body: new URLSearchParams(fields)});
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function itemOf(message) {
  if (message.kind !== 'said') {
    const verb = message.kind === 'came' ? ' came in' : ' left';
    const item = element('li', message.user + verb);
    item.className = 'event';
    return item;
  }
  const item = document.createElement('li');
  item.className = message.user === user ? 'own' : '';
  item.append(element('b', message.user), ' ', element('span', message.text));
  return item;
}

// Who reads older messages stays there.
function show(news) {
  const end = scroll.scrollHeight - scroll.clientHeight;
  const atEnd = scroll.scrollTop > end - 40;
  for (const message of news.messages) {
    if (message.number <= last) continue;
    last = message.number;
    messages.append(itemOf(message));
  }
  while (messages.children.length > 500) messages.firstChild.remove();
  people.replaceChildren(...news.users.map((name) => element('li', name)));
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

async function poll() {
  for (let failures = 0;;) {
    try {
      const answer =
          await post(`/poll/${encodeURIComponent(user)}`, {room, last});
      if (answer.status === 404) return location.reload();  // taken for gone
      if (!answer.ok) throw new Error(answer.statusText);
      show(await answer.json());
      if (failures > 0) status.textContent = '';
      failures = 0;
    } catch (error) {
      status.textContent = 'The connection is lost. Trying again …';
      await pause(Math.min(10, ++failures));
    }
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const message = input.value.trim();
  if (message === '') return;
  input.value = '';
  try {
    const answer = await post(form.action, {message});
    if (!answer.ok) throw new Error(await answer.text());
    status.textContent = '';
  } catch (error) {
    status.textContent = `Not sent: ${error.message}`;
    if (input.value === '') input.value = message;
  }
  input.focus();
});

scroll.scrollTop = scroll.scrollHeight;
poll();
