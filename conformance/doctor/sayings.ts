/** What the control interface is, sentence by sentence, as `docs/hooks.md` has it. */

/** The sentences that checks go back to. */
export const SAYINGS = {
  about: '`GET /` gives 200 and `{"protocol":"commerce","hooks":["publish","token"],"promises":{..}?}`.',
  promises:
    '`promises` in the answer to `GET /`: numbers that differ in this build, merged over the protocol\'s own (say `{"heartbeat":{"every":300}}`), so that a build with short timers can be examined in real time.',
  errors: 'Errors: JSON `{"error":".."}` with a 4xx; an unknown hook 404; a control request never ends the server.',
  secret:
    'Where `--control-secret S` is given, every request carries `Authorization: Bearer S` and any other is refused with 401.',
  publish:
    '`publish` gives 202 `{}` when accepted; 409 `{"error":".."}` when the server\'s own rules refuse it; 400 when it does not fit the schema.',
  accepted: "What keeps the protocol's rules is accepted.",
  unchanged: 'All others, timestamps included, pass through unchanged.',
  handed:
    'The 202 comes after the event has been handed to every connection it concerns, or has taken its place where the protocol paces it.',
  control:
    'Control and connection messages, and events that are made for one client, cannot be published (400 or 409).',
  token: '`token` gives 200 `{"token":".."}`; `expiresIn` may be negative: a token already expired; left out: an hour.',
  close:
    "`close` gives 202; it ends that subject's connections (all, if none is named; nobody, in protocols without users) in the protocol's own way, under `advance` as time goes on.",
  reason: 'Any reason that the protocol does not have: 400.',
  reset:
    '`reset` gives 204; as freshly started: connections ended (how is free), numbering, books, orders, windows and cool-downs gone; the clock and tokens stay as they are.',
  advance: '`advance` gives 200 `{"now":unix_ms}` once everything due in those n ms has happened and been sent.',
  stands: '`advance` means a virtual clock: from the first call on, time in that server stands still between calls.',
} as const;
/** One of them. */
export type Saying = keyof typeof SAYINGS;
