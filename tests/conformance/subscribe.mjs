/**
 * Meets a running endpoint with the client of graphql-ws and, where that client keeps the rules, with raw sockets.
 * Prints what happened as JSON.
 *
 * Arguments: the package.json whose packages to use, the address, the bearer token, the id of a house to write to.
 */
import { createRequire } from "node:module";

const [packages, url, token, houseId] = process.argv.slice(2);
const { createClient } = createRequire(packages)("graphql-ws");

const BOARD = { query: "subscription { boardChanged { title state } }" };
const PUBLISH = `mutation ($title: String!, $house: UUID!, $start: DateTime!) {
  publishNotice(
    input: { kind: WATER, title: $title, startsAt: $start, audience: [{ scope: HOUSE, id: $house }] }
    clientMutationId: $title
  ) { notice { id } }
}`;

async function publish(title) {
  const variables = {
    title,
    house: houseId,
    start: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const reply = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ query: PUBLISH, variables }),
  });
  const { errors } = await reply.json();
  if (errors) throw new Error(JSON.stringify(errors));
}

function client(secret, more = {}) {
  return createClient({
    url: url.replace("http", "ws"),
    connectionParams: { Authorization: `Bearer ${secret}` },
    retryAttempts: 0,
    ...more,
  });
}

/** Two subscriptions on one socket hear of one notice; one ends, the other hears of the next; pings are answered. */
async function twoOnOneSocket() {
  let sockets = 0;
  const pong = Promise.withResolvers();
  const on = {
    opened: () => sockets++,
    pong: (received) => received && pong.resolve(),
  };
  const one = client(token, { keepAlive: 100, on });
  const [first, second] = [one.iterate(BOARD), one.iterate(BOARD)];
  const early = [first.next(), second.next()];
  await pong.promise;
  await publish("Kein Wasser");
  const heard = (await Promise.all(early)).map(
    ({ value }) => value.data.boardChanged,
  );
  const ended = await second.return();
  const late = first.next();
  await publish("Kein Strom");
  heard.push((await late).value.data.boardChanged);
  await one.dispose();
  return { heard, ended: ended.done, sockets };
}

/** What a subscription ends with. */
async function failure(secret, payload) {
  const one = client(secret);
  try {
    for await (const result of one.iterate(payload)) return { result };
  } catch (reason) {
    return reason instanceof Array
      ? reason.map((error) => error.extensions.code)
      : { code: reason.code };
  } finally {
    await one.dispose();
  }
  return {};
}

/** The close code after these messages; 1006 where the handshake was refused. */
function closing(protocols, ...messages) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), protocols);
    socket.onopen = () => messages.forEach((message) => socket.send(message));
    socket.onclose = ({ code }) => resolve(code);
  });
}

const init = JSON.stringify({
  type: "connection_init",
  payload: { Authorization: `Bearer ${token}` },
});
const subscribe = JSON.stringify({
  id: "1",
  type: "subscribe",
  payload: BOARD,
});
const ours = "graphql-transport-ws";
const report = {
  subscriptions: await twoOnOneSocket(),
  wrongToken: await failure("wrong", BOARD),
  query: await failure(token, { query: "{ __typename }" }),
  noField: await failure(token, { query: "subscription { nothing }" }),
  closes: {
    4400: await closing(ours, "[]"),
    4401: await closing(ours, subscribe),
    4403: await closing(ours, init.replace(token, "wrong")),
    4409: await closing(ours, init, subscribe, subscribe),
    4429: await closing(ours, init, init),
    1009: await closing(
      ours,
      JSON.stringify({ type: "ping", payload: { text: "x".repeat(70_000) } }),
    ),
  },
  legacy: await closing("graphql-ws", init),
};
console.log(JSON.stringify(report));
