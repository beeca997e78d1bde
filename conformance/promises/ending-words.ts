/** Endings in words, for statements and paragraphs. */
import type { ClosingPromise } from '../../schemas/promises/closing.ts';
import type { CredentialsPromise } from '../../schemas/promises/credentials.ts';
import type { Ending, Farewell } from '../../schemas/promises/endings.ts';

/** How a connection ends, as the end of a sentence. */
export const endWords = ({ close }: Ending): string => (close === undefined ? 'ended' : `closed with ${close}`);

/** What a farewell says, as the end of a sentence that names its message. */
export const saying = ({ says = {} }: Pick<Farewell, 'says'>): string => {
  const said = Object.entries(says).map(([pointer, value]) => `${value} at ${pointer}`);
  return said.length === 0 ? '' : `, saying ${said.join(' and ')}`;
};

/** What a server does with a token, and tells of it. */
export const credentialsWords = (promise: CredentialsPromise): string => {
  const { refusal, expired, expiry, warning } = promise;
  const closing = ({ close }: Ending): string =>
    close === undefined ? 'ends the connection' : `closes the connection with ${close}`;
  const onOpen = expiry?.close === undefined ? '' : ` with ${expiry.close}`;
  const place =
    'query' in promise.in
      ? `the query parameter \`${promise.in.query}\``
      : `\`${promise.in.opening.slice(1)}\` of the command that opens`;
  return [
    `The token is a JWT (HS256, claims \`sub\` and \`exp\`) in ${place}.`,
    `A missing or bad one ${closing(refusal)}${expiry ? `; so does its expiry on an open connection${onOpen}, by the server's clock, \`exp\` being rounded by at most ${expiry.tolerance} ms` : ''}.`,
    ...(refusal.within === undefined ? [] : [`Whoever is refused is gone within ${refusal.within} ms of connecting.`]),
    ...(refusal.instead
      ? [`The transport may refuse the connection itself, and then tells why in \`${refusal.instead.code.slice(1)}\`.`]
      : []),
    ...(expired ? ['One that has expired before it is shown is told so.'] : []),
    ...(expiry?.farewell
      ? [`Before an open connection ends so, it gets \`${expiry.farewell.message}\`${saying(expiry.farewell)}.`]
      : []),
    ...(warning
      ? [
          `\`${warning.message}\` comes ${warning.before} ms before, or at once if fewer are left, on each connection by its own token, and tells the seconds that are left.`,
        ]
      : []),
    'No message ever holds a token.',
  ].join(' ');
};

/** What a server says before it ends a connection, and what its close codes mean. */
export const closingWords = ({ reasons, asked = {}, input = {}, codes }: ClosingPromise): string => {
  const known = Object.entries(codes).map(([code, { means, next }]) => `${code} - ${means} Next: ${next}.`);
  const all = [...Object.values(reasons), ...Object.values(asked)].flatMap((ending) => ending ?? []);
  const named = [...new Set(all.flatMap(({ farewell }) => (farewell ? [`\`${farewell.message}\``] : [])))];
  const delayed = all.some(({ farewell }) => farewell?.delay !== undefined);
  const own = Object.entries(reasons).flatMap(([reason, { unasked }]) => (unasked ? [`\`${reason}\``] : []));
  const commands = Object.keys(asked).map((command) => `\`${command}\``);
  return [
    ...(named.length === 0
      ? []
      : [
          `Before the server ends a connection it takes leave with ${named.join(' or ')}; nothing comes behind that but the close${delayed ? ', unless it tells of a delay: until that is over, all goes on as before' : ''}.`,
        ]),
    ...(own.length === 0
      ? []
      : [
          `Of its own accord, and at any time after the greeting, the server may end a connection for ${own.join(' or ')}; for the rest only when that comes about.`,
        ]),
    ...(commands.length === 0
      ? []
      : [`A client asks for the end with ${commands.join(' or ')}; what it asked before is answered first.`]),
    ...(Object.keys(input).length === 0
      ? []
      : [
          `Bad input gets no answer: its connection is closed with ${[...new Set(Object.values(input).map(({ close }) => close))].join(' or ')}.`,
        ]),
    ...(known.length === 0 ? [] : [`Close codes: ${known.join(' ')}`]),
  ].join(' ');
};
