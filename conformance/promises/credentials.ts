/** Credentials: who is let in, who is refused and how, and what a token's expiry does to an open connection. */
import fc from 'fast-check';
import { lateness, within } from '../engine/durations.ts';
import type { Entry } from '../engine/history.ts';
import { broken, type Finding, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import { plan, type TokenKind } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { alter, messages } from '../faults/wrap.ts';
import { isBad } from '../scene/connection.ts';
import { errorKind } from '../scene/exchanges.ts';

/** How long an expiring token of a directed plan lives, in ms. */
const LIFETIME = 2000;
/** How long ago an expired token of a directed plan ended, in ms; nearer than that is a matter of rounding. */
const AGO = 2500;

/** The family of the `credentials` promise. */
export const credentials = family('credentials', 'Credentials', ({ protocol, promises, promise, kit, reader }) => {
  const { refusal, expiry } = promise;
  const { errors, handshake } = promises;
  const source = `${protocol.id}#credentials`;
  const late = lateness(LIFETIME);

  /** Each probe has its twin: the same user is let in with a good token, before and after. */
  const refused = (token: TokenKind) =>
    plan(kit.connect('a'), kit.connect('b', '⟨user1⟩', { token }), kit.connect('c'), kit.fence('a'), kit.fence('c'));

  const refuses = (what: string, token: TokenKind): Requirement => ({
    level: 'MUST',
    statement: `A connection with ${what} is closed with ${refusal.close}.`,
    source,
    ...(token === 'missing' ? {} : { needs: ['token' as const] }),
    given: fc.constant(refused(token)),
    check: perConnection(
      () => ({ over: false }),
      ({ entry, connection, message }, state) => {
        const shown = connection.badge.token;
        const mine = typeof token === 'object' ? isBad(connection) && typeof shown === 'object' : shown === token;
        if (!mine || state.over || connection.left) return undefined;
        const finding = outcome(entry, message?.name);
        state.over = finding !== undefined;
        return finding;
      },
    ),
  });

  const outcome = (entry: Entry, name: string | undefined): Finding | undefined => {
    switch (entry.kind) {
      case 'closed':
        return judge(entry.code === refusal.close, () => `closed with ${entry.code ?? 'no close frame'}`);
      case 'refused':
        return broken(`refused before the upgrade (${entry.because}) instead of closed with ${refusal.close}`);
      case 'silence':
        return broken(`still open after ${entry.waited} ms`);
      case 'received':
        return name === handshake?.greeting ? broken(`let in with ${name}`) : undefined;
      default:
        return undefined;
    }
  };

  const isRefusalError = (name: string | undefined, body: unknown): boolean =>
    errors !== undefined &&
    name === errors.message &&
    refusal.error !== undefined &&
    errorKind(body, errors, [refusal.error.kind])?.exact === true;

  const saysWhy: Oracle = perConnection(
    () => ({ said: false }),
    ({ entry, connection, message }, state) => {
      if (!isBad(connection)) return undefined;
      if (entry.kind === 'received') state.said ||= isRefusalError(message?.name, message?.body);
      if (entry.kind !== 'closed' || connection.left) return undefined;
      return judge(state.said, 'closed without the error that says why');
    },
  );

  const nothingElse: Oracle = perConnection(
    () => ({ errors: 0 }),
    ({ entry, connection, message }, state) => {
      if (!isBad(connection)) return undefined;
      if (entry.kind === 'closed') return connection.left ? undefined : held;
      if (entry.kind !== 'received') return undefined;
      const error = message !== undefined && message.name === errors?.message;
      return error && ++state.errors === 1 ? undefined : broken(`${quote(entry.text)} came on a refused connection`);
    },
  );

  /** The latest instant by which an expired connection must be closed, on our clock. */
  const deadline = (to: number) => to + expiry.tolerance + late;

  const expires: Oracle = perConnection(
    () => ({}),
    ({ entry, connection, scene }) => {
      const { expires } = connection.badge;
      if (!expires || isBad(connection) || connection.openedAt === undefined) return undefined;
      if (entry.kind === 'leaving') {
        if (entry.at <= deadline(expires.to)) return undefined;
        return within(
          entry.at - expires.to,
          { most: deadline(0) },
          scene,
          (ms) => `still open ${ms} after its token expired`,
        );
      }
      if (
        entry.kind !== 'closed' ||
        connection.left ||
        connection.causes.some(({ why }) => why !== 'expiry') ||
        entry.at < expires.from - expiry.tolerance - scene.resolution() - scene.stalled()
      )
        return undefined;
      if (entry.code !== expiry.close) return broken(`closed with ${entry.code ?? 'no close frame'}`);
      return within(
        entry.at - expires.to,
        { most: deadline(0) },
        scene,
        (ms) => `closed ${ms} after its token expired`,
      );
    },
  );

  const notBefore: Oracle = perConnection(
    () => ({}),
    ({ entry, connection, scene }) => {
      const { expires } = connection.badge;
      if (!expires || isBad(connection) || entry.kind !== 'closed' || connection.left || entry.code !== expiry.close)
        return undefined;
      return within(
        entry.at - expires.from,
        { least: -expiry.tolerance },
        scene,
        (ms) => `closed ${ms} from the token's expiry`,
      );
    },
  );

  const secret: Oracle = function* () {
    const secrets = new Set<string>();
    let moment = yield;
    for (;;) {
      const { entry } = moment;
      if (entry.kind === 'opening' && entry.badge.secret !== undefined) secrets.add(entry.badge.secret);
      const found = entry.kind === 'received' && secrets.size > 0;
      moment = yield found
        ? judge(
            ![...secrets].some((token) => entry.text.includes(token)),
            'a message holds the token that a client showed',
          )
        : undefined;
    }
  };

  const expiring = fc.constant(
    plan(
      kit.connect('a', '⟨user1⟩', { token: { expiresIn: LIFETIME } }),
      kit.connect('b'),
      kit.subscribe('a', kit.ownChannel('⟨user1⟩')),
      kit.settle(),
      { do: 'wait', ms: LIFETIME + expiry.tolerance + late + 2500 },
      kit.fence('b'),
    ),
  );

  return {
    paragraph:
      `The token is a JWT (HS256, claims \`sub\` and \`exp\`) in the query parameter \`${promise.in.query}\`. ` +
      `A missing or bad one closes the connection with ${refusal.close}; so does its expiry on an open connection with ${expiry.close}, ` +
      `by the server's clock, \`exp\` being rounded by at most ${expiry.tolerance} ms. No message ever holds a token.`,
    requirements: {
      'refuses-missing': refuses('no token', 'missing'),
      'refuses-malformed': refuses('a token that is no JWT', 'malformed'),
      'refuses-bad-signature': refuses('a badly signed token', 'bad signature'),
      'refuses-unsigned': refuses('an unsigned token (alg none)', 'unsigned'),
      'refuses-expired': refuses('an expired token', { expiresIn: -AGO }),
      'accepts-good': {
        level: 'MUST',
        statement: 'A connection with a good token is let in.',
        source,
        needs: ['token'],
        given: fc.constant(refused('missing')),
        check: perConnection(
          () => ({ over: false }),
          ({ entry, connection, message }, state) => {
            if (isBad(connection) || state.over) return undefined;
            const finding =
              message && message.name === handshake?.greeting
                ? held
                : (entry.kind === 'closed' && !connection.left && connection.causes.length === 0) ||
                    entry.kind === 'refused'
                  ? broken('a good token was refused')
                  : undefined;
            state.over = finding !== undefined;
            return finding;
          },
        ),
      },
      'says-why': {
        applies: refusal.error !== undefined,
        level: refusal.error?.level ?? 'SHOULD',
        statement: `Before it refuses a token, the server says why in ${errors?.message ?? 'an error'}.`,
        source,
        given: fc.constant(refused('missing')),
        check: saysWhy,
      },
      'nothing-else': {
        level: 'MUST',
        statement: 'A refused connection gets nothing but one error and the close.',
        source,
        given: fc.constant(refused('malformed')),
        check: nothingElse,
      },
      'expiry-closes': {
        level: 'MUST',
        timed: true,
        statement: `When its token expires, an open connection is closed with ${expiry.close}.`,
        source,
        needs: ['token'],
        given: expiring,
        check: expires,
      },
      'not-before-expiry': {
        level: 'MUST',
        timed: true,
        statement: `No connection is closed with ${expiry.close} before its token expires.`,
        source,
        needs: ['token'],
        given: expiring,
        check: notBefore,
      },
      'token-secret': {
        level: 'MUST',
        statement: 'No message holds a token.',
        source,
        needs: ['token'],
        given: expiring,
        check: secret,
      },
    },
    faults: {
      'a-minute-late': {
        story: 'An expired token is let in for another minute.',
        breaks: ['refuses-expired'],
        disturbs: ['credentials/*'],
        decide: {
          expired: (original) => (at: number, now: number, when: string) =>
            original(when === 'connecting' ? at + 60_000 : at, now, when),
        },
      },
      'checks-only-at-connect': {
        story: 'A token that expires while connected is good for ever.',
        breaks: ['expiry-closes'],
        disturbs: ['credentials/not-before-expiry'],
        decide: {
          expired: (original) => (at: number, now: number, when: string) =>
            when === 'connecting' && original(at, now, when),
        },
      },
      'trusts-anybody': {
        story: 'The signature of a token is not looked at.',
        breaks: ['refuses-bad-signature', 'refuses-unsigned'],
        disturbs: ['credentials/*', 'handshake/*'],
        decide: {
          credential:
            (original) =>
            (shown: { readonly status: string; readonly user?: string; readonly roles?: readonly string[] }) =>
              shown.status === 'bad signature'
                ? { user: shown.user ?? 'somebody', roles: shown.roles ?? [] }
                : original(shown),
        },
      },
      'leaks-the-token': {
        story: "The greeting repeats the connection's address, token included.",
        breaks: ['token-secret'],
        disturbs: ['messages/declared-fields'],
        wrap: (server) => {
          const addresses = new Map<string, string>();
          const wrapped = alter(
            messages(reader, (name) => name === handshake?.greeting),
            (message) => ({ ...message, url: [...addresses.values()].at(-1) ?? '' }),
          )(server);
          return {
            ...wrapped,
            receive: (input, now) => {
              if (input.do === 'connect')
                addresses.set('last', `${input.path}?token=${input.query[promise.in.query] ?? ''}`);
              return wrapped.receive(input, now);
            },
          };
        },
      },
    },
    unobservable: [
      {
        statement: 'A token never appears in a log line.',
        reason: "An examiner sees what goes over the connection, not the server's logs.",
      },
    ],
  };
});
