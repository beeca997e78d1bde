/** What the telemetry server takes from the promises: numbers and codes, nothing that says how to behave. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reason, Trouble } from './decisions.ts';

/** The numbers and codes of one build. */
export interface Terms {
  /** Close codes: of a session that is bad, of one that has expired already, and of one that expires. */
  readonly refused: number;
  readonly expired: number;
  readonly expires: number;
  /** Close codes: of a client that asks for its end, of one that does not answer, and by the reason of a hook. */
  readonly asked: number;
  readonly silent: number;
  readonly reasons: Readonly<Record<Reason, number>>;
  /** Ms between heartbeats. */
  readonly beatEvery: number;
  /** How many heartbeats in a row may go unanswered. */
  readonly forgives: number;
  /** How many messages are taken in any window of so many ms. */
  readonly most: number;
  readonly within: number;
  /** Ms between two of an event. */
  readonly every: (event: string) => number;
  /** The code of an error. */
  readonly code: (trouble: Trouble) => string;
}

const kept = <Promise>(promise: Promise | undefined, name: string): Promise => {
  if (promise === undefined)
    throw new TypeError(`The telemetry server needs the promise "${name}"; keep it when changing numbers.`);
  return promise;
};

/** The terms that a protocol's promises set. */
export const termsOf = ({ promises }: Protocol): Terms => {
  const { refusal, expired, expiry } = kept(promises.credentials, 'credentials');
  const { every, forgives, ending } = kept(promises.heartbeat, 'heartbeat');
  const { most, within } = kept(promises.limits, 'limits');
  const { reasons, asked } = kept(promises.closing, 'closing');
  const { kinds } = kept(promises.errors, 'errors');
  const pacing = kept(promises.pacing, 'pacing');
  const closeOf = (reason: Reason) => kept(reasons[reason]?.close, `closing.reasons.${reason}.close`);
  return {
    refused: kept(refusal.close, 'credentials.refusal.close'),
    expired: kept(expired?.close, 'credentials.expired.close'),
    expires: kept(expiry?.close, 'credentials.expiry?.close'),
    asked: kept(asked?.['disconnect']?.close, 'closing.asked.disconnect.close'),
    silent: kept(ending === 'terminate' ? undefined : ending.close, 'heartbeat.ending.close'),
    reasons: {
      client_disconnect: closeOf('client_disconnect'),
      server_shutdown: closeOf('server_shutdown'),
      session_expired: closeOf('session_expired'),
      error: closeOf('error'),
      server_restart: closeOf('server_restart'),
      session_refresh: closeOf('session_refresh'),
    },
    ...{ beatEvery: every, forgives, most, within },
    every: (event) => kept(pacing[event], `pacing.${event}`).every,
    code: (trouble) => kinds[trouble]?.code ?? trouble,
  };
};
