/** Messages: what every frame of a server looks like, by the protocol's own schemas. */
import fc from 'fast-check';
import { always } from '../../engine/requirement.ts';
import type { Reading } from '../../engine/history.ts';
import { broken, each, type Findings, hearing, held, quote } from '../../engine/oracle.ts';
import type { Moment } from '../../scene/scene.ts';
import { tour } from '../../plans/tour.ts';
import { messagesFaults } from './faults.ts';

/** The family of every protocol: frames, schemas, names. */
export const messages = always('messages', 'Messages', (setting) => {
  const { protocol, reader, kit } = setting;
  const given = fc.constant(tour(protocol, kit));
  const source = `${protocol.id}#messages`;
  const valid = (kind: 'control' | 'event') =>
    each(
      ({ message, problems }) => {
        if (message?.kind !== kind || !problems) return undefined;
        const [problem] = problems;
        return problem ? broken(`${message.name}: ${problem.at || 'the message'} ${problem.message}`) : held;
      },
      [kind],
    );
  const fieldsOf = ({ kind, name }: Reading, json: unknown): Findings => {
    const extra = reader.undeclared(kind, name, json);
    return extra.length === 0
      ? held
      : broken(`${name} holds ${extra.map((at) => at.slice(1)).join(', ')}, which is not declared`);
  };
  return {
    paragraph:
      'Every frame a server sends is a text frame that holds one JSON object. Each is a message of this page and fits its schema; ' +
      'fields beyond the schema do no harm, but are reported.',
    requirements: {
      'one-object': {
        level: 'MUST',
        statement: 'Every frame the server sends is a text frame that holds one JSON object.',
        source,
        reach: 'message',
        given,
        check: each(
          ({ entry, json }) => {
            if (entry.kind !== 'received') return undefined;
            if (entry.form === 'binary') return broken('a binary frame came');
            const object = typeof json === 'object' && json !== null && !Array.isArray(json);
            return object ? held : broken(`not a JSON object: ${quote(entry.text)}`);
          },
          ['received'],
        ),
      },
      controls: {
        level: 'MUST',
        statement: 'Every control message fits its schema.',
        source,
        reach: 'message',
        given,
        check: valid('control'),
      },
      events: {
        // What operations carry is no message of its own.
        applies: Object.keys(protocol.events).some(
          (name) => name !== protocol.promises.operations?.samples.endless?.event,
        ),
        level: 'MUST',
        statement: 'Every event fits its schema.',
        source,
        reach: 'message',
        needs: ['publish'],
        given,
        check: valid('event'),
      },
      declared: {
        level: 'SHOULD',
        statement: 'The server sends no message that the protocol does not declare.',
        source,
        reach: 'message',
        given,
        check: each(
          ({ entry, json, message }) => {
            if (entry.kind !== 'received' || typeof json !== 'object' || json === null) return undefined;
            return message ? held : broken(`no message of this protocol: ${quote(json)}`);
          },
          ['received'],
        ),
      },
      'declared-fields': {
        level: 'SHOULD',
        statement: 'The server sends no field that the protocol does not declare.',
        source,
        reach: 'message',
        given,
        check: hearing(() => {
          // The same message may come to many, one after the other, and is looked at once.
          let latest: Moment['message'];
          let found: Findings;
          return ({ json, message }) => {
            if (message !== latest) {
              latest = message;
              found = message && fieldsOf(message, json);
            }
            return found;
          };
        }, ['control', 'event']),
      },
    },
    faults: messagesFaults(setting),
    unobservable: [
      {
        statement:
          'Numbers are finite, and integers are within 2^53-1; equal means within 1e-6 relative or 0.01 absolute.',
        reason:
          'JSON has no other numbers, and the schemas bound integers, so that events and controls judge it; the tolerance is how the examiner compares.',
      },
      {
        statement: 'Lists in answers are compared as sets, save where their order is named.',
        reason: 'It is how the examiner compares, and asks nothing of a server.',
      },
      {
        statement: 'Schemas stay open, so that a later field breaks no consumer.',
        reason:
          'It binds consumers and these schemas, not a server; a server that sends an undeclared field is reported by declared-fields.',
      },
    ],
  };
});
