/** What may still be judged in what each strip leaves of the histories of a protocol, and why: the rest is not earned. */
import type { ProtocolId } from '../../schemas/index.ts';
import type { StripName } from './strips.ts';

/** Names of requirements that hold, by what was taken away; a protocol in which nothing of the sort can be is left out. */
export const LEFT: Readonly<Record<StripName, Readonly<Partial<Record<ProtocolId, RegExp>>>>> = {
  'nothing happened': { commerce: /^$/, marketplace: /^$/, prediction: /^$/, telemetry: /^$/ },
  'connections were opened and closed, and that is all': {
    commerce: /^$/,
    marketplace: /^$/,
    // Where nobody is greeted, that a connection stays open, and is closed, is all that it can show.
    prediction: /^closing\/(stays-open|answers-the-close)$/,
    telemetry: /^$/,
  },
  'the server did nothing at all, whatever it was sent and told': {
    commerce: /^$/,
    marketplace: /^$/,
    prediction: /^closing\/(stays-open|answers-the-close)$/,
    telemetry: /^$/,
  },
  'no message came': {
    // Pings and pongs are no messages; and two closes are judged by their code and their time alone.
    commerce:
      /^(heartbeat\/(first|on-time|ends-the-silent|keeps-the-answering)|credentials\/not-before-expiry|closing\/shutdown|frames\/answers-pings)$/,
    // What is told over HTTP is no message either.
    marketplace: /^(closing\/shutdown|recovery\/.*-(nothing-else|refuses)|catalog\/.*|frames\/answers-pings)$/,
    prediction: /^(closing\/.*|frames\/answers-pings)$/,
    // Of how a connection ends, its code and its time show without a word.
    telemetry:
      /^(credentials\/not-before-expiry|closing\/(client_disconnect|server_shutdown|session_expired|error|server_restart|session_refresh|on-disconnect)|frames\/answers-pings)$/,
  },
  'nobody was greeted': {
    // All that an answer, an event, a ping or a close shows by itself; whether a connection stays open begins with its greeting.
    commerce:
      /^(messages\/.*|credentials\/(?!accepts-good).*|replies\/.*|errors\/(?!changes-nothing).*|rights\/(?!silent-after-refusal).*|delivery\/(once|once-across-channels|ordered|unchanged|repeated-.*|live-only)|heartbeat\/.*|lifecycle\/.*|facts\/.*|closing\/shutdown|size\/.*|subscriptions\/.*|frames\/.*)$/,
    marketplace:
      /^(messages\/.*|replies\/.*|errors\/(?!changes-nothing).*|filters\/(told|known|unknown|unchanged|once|ordered)|sequence\/(?!origin|epoch|goes-on).*|lifecycle\/.*|facts\/.*|recovery\/(?!.*-law$).*|closing\/shutdown|size\/.*|catalog\/.*|frames\/.*)$/,
    // Uptime and the first beat are counted from the greeting, and so is what a connection has subscribed to.
    telemetry:
      /^(messages\/.*|credentials\/(?!accepts-good|expiry-says-goodbye).*|replies\/.*|errors\/(?!changes-nothing).*|filters\/(known|unknown|unchanged|once|ordered)|heartbeat\/(?!first|uptime).*|limits\/(?!no-effect).*|pacing\/(?!newest).*|facts\/.*|closing\/(?!stays-open|answers-the-close).*|size\/.*|frames\/.*)$/,
  },
  'no command was answered': {
    // Greetings, refusals of tokens, pings and closes; and of events what each shows by itself, since none is due.
    commerce:
      /^(messages\/.*|handshake\/(first-message|names-the-user)|credentials\/(?!expiry-closes).*|heartbeat\/.*|lifecycle\/.*|facts\/.*|delivery\/(ordered|unchanged)|closing\/.*|frames\/answers-pings)$/,
    // Whoever says nothing gets everything, and what an address asks for: that is due without an answer.
    marketplace:
      /^(messages\/.*|handshake\/first-message|filters\/(passes|by-.*|without-value|from-address|each-value-of-address|many-at-once|unchanged|ordered)|sequence\/.*|lifecycle\/.*|facts\/.*|recovery\/.*|closing\/.*|catalog\/.*|competitions\/.*|frames\/answers-pings)$/,
    // As long as nobody knows since when a stream is subscribed to, what it brings may be old, and in any order.
    prediction:
      /^(messages\/(?!controls).*|filters\/(unchanged|ordered)|sequence\/(same-for-all|unnumbered|restarts)|closing\/.*|markets\/(snapshot-(state|trade|best)|updated-without-state)|frames\/answers-pings)$/,
    // Nothing is due to anybody: of what is paced there is its pace, and nothing of when it should have come.
    telemetry:
      /^(messages\/.*|handshake\/first-message|credentials\/(?!expiry-closes).*|filters\/(unchanged|ordered)|heartbeat\/.*|pacing\/(spaced|never-back|unchanged)|facts\/.*|closing\/(?!on-disconnect-answers-first).*|frames\/answers-pings)$/,
  },
  'every answer was an error': {
    // An error shows that it is well-formed and in the right words, that it comes in its turn, and that its connection lives.
    commerce:
      /^(messages\/.*|handshake\/.*|credentials\/(?!expiry-closes).*|replies\/(answered|in-order|each-item)|errors\/(text|code|no-echo)|heartbeat\/.*|lifecycle\/.*|facts\/.*|delivery\/(ordered|unchanged)|closing\/.*|frames\/answers-pings)$/,
    marketplace:
      /^(messages\/.*|handshake\/.*|replies\/(answered|in-order)|errors\/(code|changes-nothing|no-echo)|filters\/(?!withholds|silent|told|known|unknown|left-out|kept-when-refused).*|sequence\/.*|lifecycle\/.*|facts\/.*|recovery\/.*|closing\/.*|catalog\/.*|competitions\/.*|frames\/answers-pings)$/,
    prediction:
      /^(messages\/.*|replies\/(answered|in-order)|errors\/(code|no-echo)|filters\/(withholds|replaced|silent|kept-when-refused|unchanged|once|ordered)|sequence\/(increasing|same-for-all|unnumbered|restarts)|recovery\/old-unchanged|closing\/.*|markets\/(?!snapshot-per-market|chain).*|frames\/answers-pings)$/,
    // Errors of another kind show that what they answer was not above a limit, and what is above it is an error too.
    telemetry:
      /^(messages\/.*|handshake\/.*|credentials\/(?!expiry-closes).*|replies\/(answered|in-order)|errors\/(code|no-echo)|filters\/(withholds|by-name|silent|kept-when-refused|unchanged|once|ordered)|heartbeat\/.*|limits\/(takes|refuses|counts-bad-input)|pacing\/(spaced|never-back|unchanged)|facts\/.*|closing\/(?!on-disconnect-answers-first).*|frames\/answers-pings)$/,
  },
  'every answer was a confirmation': {
    // What has to be refused is not judged; what is judged by events, pings and closes is.
    commerce:
      /^(messages\/.*|handshake\/.*|credentials\/.*|replies\/.*|errors\/(no-echo|bystanders|invalid-utf-8)|rights\/.*-granted|delivery\/.*|heartbeat\/.*|lifecycle\/.*|facts\/.*|closing\/.*|size\/.*|frames\/.*)$/,
    marketplace:
      /^(messages\/.*|handshake\/.*|replies\/.*|errors\/(no-echo|bystanders|invalid-utf-8)|filters\/(?!unknown|kept-when-refused).*|sequence\/.*|lifecycle\/.*|facts\/.*|recovery\/.*|closing\/.*|size\/.*|catalog\/.*|competitions\/.*|frames\/.*)$/,
    prediction:
      /^(messages\/.*|replies\/.*|errors\/(no-echo|bystanders|invalid-utf-8)|filters\/(?!unknown|kept-when-refused|scoped).*|sequence\/.*|books\/(?!unknown-book).*|lifecycle\/.*|recovery\/(?!out-of-range|unnumbered).*|closing\/.*|size\/.*|markets\/.*|frames\/.*)$/,
    // What is taken is confirmed; that what is above a limit is not can be seen by its error alone.
    telemetry:
      /^(messages\/.*|handshake\/.*|credentials\/.*|replies\/.*|errors\/(no-echo|bystanders|invalid-utf-8)|filters\/(?!unknown|kept-when-refused).*|heartbeat\/.*|limits\/(takes|slides)|pacing\/.*|facts\/.*|closing\/.*|size\/.*|frames\/.*)$/,
  },
  'nobody with a good token came': {
    // The errors before the refusals are messages, and do say why; that they are all is not earned.
    commerce: /^(messages\/(one-object|controls|declared|declared-fields)|credentials\/says-why)$/,
    // So they do here, each in its own words, and every close that came had one before it.
    telemetry:
      /^(messages\/(one-object|controls|declared|declared-fields)|credentials\/says-(why|expired)|closing\/says-why)$/,
  },
  'the server ended no connection': {
    commerce:
      /^(?!credentials\/(refuses-.*|says-why|nothing-else|expiry-closes|not-before-expiry)$|closing\/shutdown$|size\/(refuses|silently)$|heartbeat\/ends-the-silent$|errors\/invalid-utf-8$).*$/,
    marketplace: /^(?!closing\/shutdown$|size\/(refuses|silently)$|errors\/invalid-utf-8$).*$/,
    prediction: /^(?!closing\/shutdown$|size\/(refuses|silently)$|errors\/invalid-utf-8$).*$/,
    // A farewell is one if the end follows.
    telemetry:
      /^(?!credentials\/(?!accepts-good$|token-secret$)|closing\/(?!stays-open$|answers-the-close$)|size\/(refuses|silently)$|heartbeat\/ends-|errors\/invalid-utf-8$).*$/,
  },
  'no ping came': { commerce: /^(?!heartbeat\/).*$/ },
  'no pong came': {
    commerce: /^(?!frames\/answers-pings$).*$/,
    marketplace: /^(?!frames\/answers-pings$).*$/,
    prediction: /^(?!frames\/answers-pings$).*$/,
    telemetry: /^(?!frames\/answers-pings$).*$/,
    trading: /^(?!frames\/answers-pings$).*$/,
  },
  'no event came': {
    commerce:
      /^(?!messages\/events$|lifecycle\/|facts\/|errors\/changes-nothing$|rights\/silent-after-refusal$|delivery\/(?!repeated-)).*$/,
    // Of what is numbered nothing is left but its epoch, which the greeting tells.
    marketplace:
      /^(?!messages\/events$|lifecycle\/|facts\/|errors\/changes-nothing$|filters\/(?!told$|known$|unknown)|sequence\/(?!epoch$)|recovery\/(?!.*-(nothing-else|refuses)$)|competitions\/).*$/,
    prediction:
      /^(?!messages\/events$|replies\/resync$|lifecycle\/(?!.*-enforced$)|errors\/changes-nothing$|filters\/(?!known$|ended$|unknown|scoped$)|sequence\/|books\/(?!enforced$)|recovery\/(?!next$|out-of-range$|unnumbered$)|markets\/(?!correlated$)).*$/,
    telemetry:
      /^(?!messages\/events$|facts\/|errors\/changes-nothing$|filters\/(?!known$|unknown$)|limits\/no-effect$|pacing\/).*$/,
  },
};

/** What names a hook because its own plans use it, and is shown by others where that hook is missing. */
export const SHOWN_OTHERWISE: Readonly<Record<ProtocolId, RegExp>> = {
  commerce: /^$/,
  // An epoch is in every greeting; and of what nobody has published a resource tells nothing.
  marketplace: /^(sequence\/epoch|recovery\/.*-(nothing-else|refuses))$/,
  // Whatever is there, or not, an answer tells where it begins, and what is unknown is refused.
  prediction:
    /^(filters\/unknown-value|recovery\/(next|out-of-range|unnumbered)|books\/unknown-book|markets\/correlated)$/,
  // Whoever is refused is told why, and so has been told why the connection closes.
  telemetry: /^closing\/says-why$/,
  // Before there is a balance the cash is 0.
  trading: /^(closing\/says-why|state\/cash)$/,
};
