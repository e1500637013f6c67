// The npm package web-push as a careful user runs it: one keep-alive agent, bounded concurrency, the keys of the portal.
//
// Written as fairly as we would want ours to be. There is no database: what was sent is written down nowhere, which only makes it
// cheaper. web-push speaks HTTP/1.1, as that is what its users have, and signs a token for each message, as it does for them.
//
// Standard input: one line of JSON, {"count": n}, for each run. Standard output: one line when ready, then one for each answer.

import fs from "node:fs";
import https from "node:https";
import readline from "node:readline";
import webpush from "web-push";

const PER_ORIGIN = 20;
const { origins, subscriptions, payload, vapid } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const agent = new https.Agent({ keepAlive: true, maxSockets: PER_ORIGIN, maxFreeSockets: PER_ORIGIN });
const options = { TTL: 86400, urgency: "normal", topic: "t".repeat(32), vapidDetails: vapid, agent };

async function send(count) {
  let next = 0;
  let accepted = 0;
  async function hand() {
    while (next < count) {
      const subscription = subscriptions[next++];
      const reply = await webpush.sendNotification(subscription, payload, options);
      if (reply.statusCode === 201) accepted += 1;
    }
  }
  await Promise.all(Array.from({ length: PER_ORIGIN * origins }, hand));
  return accepted;
}

console.log(JSON.stringify({ ready: true }));
for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ accepted: await send(JSON.parse(line).count) }));
}
