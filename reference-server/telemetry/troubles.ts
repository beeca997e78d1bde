/** What errors say: what is wrong, why, and how to go on. */
import type { Json } from '../json.ts';
import { CHANNELS } from './channels.ts';
import type { Trouble } from './decisions.ts';

/** The texts of an error; the item is the channel that is refused. */
export const textsOf = (trouble: Trouble, item = ''): Json => {
  switch (trouble) {
    case 'auth-required':
      return {
        what: 'Connection refused',
        why: 'There is no valid session',
        how: 'Authenticate first, then connect with the session that this gives',
      };
    case 'session-expired':
      return {
        what: 'Connection refused',
        why: 'The session is over',
        how: 'Authenticate anew, then connect with the new session',
      };
    case 'subscription-error':
      return {
        what: 'Nothing was started or ended',
        why: `There is no channel ${JSON.stringify(item)}`,
        how: `Use these channels: ${CHANNELS.join(', ')}`,
      };
    case 'rate-limited':
      return {
        what: 'The message was not heeded',
        why: 'Too many have come in too short a time',
        how: 'Wait, and send it again',
      };
    case 'invalid-message':
      return {
        what: 'The message was not understood',
        why: 'It is no command, or a field of it is missing or wrong',
        how: 'Send {"event": .., "data": {..}} as JSON in a text frame',
      };
  }
};
