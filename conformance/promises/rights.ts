/** Rights: who may subscribe to which channel, and that a refusal tells nothing about what exists. */
import fc from 'fast-check';
import { broken, each, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { claim } from '../plans/rights.ts';
import { channelFor } from '../plans/story.ts';
import { life, machinesInOrder } from '../plans/tour.ts';
import type { Connection } from '../scene/connection.ts';
import type { Reply } from '../scene/exchanges.ts';
import { channelShape, textAt } from '../scene/pointer.ts';
import type { Scene } from '../scene/scene.ts';
import { absence } from './absence.ts';

/** The family of the `rights` promise. */
export const rights = family('rights', 'Rights', ({ protocol, promises, promise, kit }) => {
  const source = `${protocol.id}#rights`;
  const subscribe = promises.delivery?.subscribe;
  const templates = Object.keys(promise.channels);
  const roles = [...new Set(Object.values(promise.channels).flatMap((right) => right.roles ?? []))];
  const named = (template: string) => template.split(':')[0] ?? template;

  /** What is certain about the right behind an answer to a subscribe. */
  const claimOf = (reply: Reply, scene: Scene, connection: Connection) =>
    reply.to.command.name === subscribe && reply.to.command.bad.length === 0 && reply.to.item !== undefined
      ? claim(protocol, scene.world, connection, reply.to.item, reply.to.command.entry.seq)
      : undefined;

  const judged = (
    template: string,
    wanted: readonly string[],
    look: (reply: Reply, user: string) => ReturnType<typeof judge>,
  ): Oracle =>
    each(({ connection, reply, scene }) => {
      if (!connection || !reply) return undefined;
      const found = claimOf(reply, scene, connection);
      return found && found.template === template && wanted.includes(found.claim)
        ? look(reply, connection.badge.user)
        : undefined;
    });

  /** Buyer, vendor and strangers whose names are easily confused ask for everything, before and after it exists. */
  const everybody = (asked: readonly string[]): Plan => {
    const story = kit.story();
    const users = [1, 2, 3, 4].map((n) => symbol('user', n));
    const clients = users.map((user, index) => ({ client: 'abcd'[index] ?? 'a', user }));
    const channels = asked.flatMap((template) => {
      const { parameter } = channelShape(template);
      if (parameter === undefined) return [template];
      const kind = promise.channels[template]?.exists;
      return (kind === undefined ? [users[0] ?? '', users[1] ?? ''] : [symbol(kind, 1), symbol(kind, 2)]).map((value) =>
        channelFor(template, value),
      );
    });
    const ask = (): readonly Step[] =>
      clients.flatMap(({ client }) => channels.map((channel) => kit.subscribe(client, channel)));
    return plan(
      ...clients.map(({ client, user }, index) => kit.connect(client, user, index % 2 === 0 ? { roles } : {})),
      ...ask(),
      kit.settle(),
      ...machinesInOrder(protocol).flatMap((machine) => life(story, machine, 1).slice(0, 1)),
      ...ask(),
      kit.settle(),
      kit.unsubscribe('a', ...channels.slice(0, 2)),
      ...ask(),
    );
  };

  const perTemplate = (template: string): readonly (readonly [string, Requirement])[] => {
    const right = promise.channels[template];
    const needs = right?.exists === undefined ? (['token'] as const) : (['token', 'publish'] as const);
    const given = fc.constant(everybody([template]));
    const who = right?.anyone
      ? 'anyone connected'
      : right?.roles
        ? `holders of the role ${right.roles.join(' or ')}`
        : (right?.users ?? []).map((clause) => clause.slice(1, -1)).join(' and ');
    const granted: Requirement = {
      level: 'MUST',
      statement: `${template} is open to ${who}.`,
      source,
      needs,
      given,
      check: judged(template, ['granted'], (reply, user) =>
        judge(reply.fit === 'answer', () => `${quote(user)} has a right to ${quote(reply.to.item)} and was refused`),
      ),
    };
    const refused: Requirement = {
      applies: right?.anyone === undefined,
      level: 'MUST',
      statement: `${template} is refused to everybody else.`,
      source,
      needs,
      given,
      check: judged(template, ['refused'], (reply, user) =>
        judge(reply.fit !== 'answer', () => `${quote(user)} has no right to ${quote(reply.to.item)} and was let in`),
      ),
    };
    return [
      [`${named(template)}-granted`, granted],
      [`${named(template)}-refused`, refused],
    ];
  };

  const nonexistent: Oracle = each(({ connection, reply, scene }) => {
    if (!connection || !reply || claimOf(reply, scene, connection)?.claim !== 'nonexistent') return undefined;
    return judge(reply.fit !== 'answer', () => `${quote(reply.to.item)} does not exist, and was subscribed to`);
  });

  /** What a refusal says, with the item taken out. */
  const words = (body: unknown, item: string): string =>
    JSON.stringify(
      [promises.errors?.text ?? '', promises.errors?.code?.at ?? ''].map((pointer) =>
        textAt(body, pointer)?.replaceAll(item, '{item}'),
      ),
    );

  const alike: Oracle = function* () {
    const said = new Map<string, string>();
    let moment = yield;
    for (;;) {
      const { connection, reply, message, scene } = moment;
      const found =
        connection && reply && message && reply.fit !== 'answer' ? claimOf(reply, scene, connection) : undefined;
      if (
        !found ||
        !reply?.to.item ||
        !message ||
        promise.channels[found.template ?? '']?.exists === undefined ||
        (found.claim !== 'refused' && found.claim !== 'nonexistent')
      ) {
        moment = yield;
        continue;
      }
      const text = words(message.body, reply.to.item);
      said.set(found.claim, said.get(found.claim) ?? text);
      const other = said.get(found.claim === 'refused' ? 'nonexistent' : 'refused');
      moment = yield other === undefined
        ? undefined
        : judge(
            other === text,
            () => `what exists is refused with ${said.get('refused')}, what does not with ${said.get('nonexistent')}`,
          );
    }
  };

  const oneByOne: Oracle = perConnection(
    () => ({ command: -1, refused: false, granted: 0, bad: '' }),
    ({ connection, reply, scene }, state) => {
      if (!reply || reply.to.command.name !== subscribe || reply.to.command.items.length < 2) return undefined;
      const { seq } = reply.to.command.entry;
      if (seq !== state.command) Object.assign(state, { command: seq, refused: false, granted: 0, bad: '' });
      const found = claimOf(reply, scene, connection);
      if (reply.fit !== 'answer') state.refused = true;
      if (found?.claim === 'granted') {
        state.granted++;
        if (reply.fit !== 'answer') state.bad = reply.to.item ?? '';
      }
      if (reply.to.item !== reply.to.command.items.at(-1) || !state.refused || state.granted === 0) return undefined;
      return judge(state.bad === '', () => `${quote(state.bad)} was refused along with the others`);
    },
  );

  const malformed: Oracle = each(({ reply, scene }) => {
    if (!reply || reply.to.item === undefined || scene.world.channel(reply.to.item) !== undefined) return undefined;
    const prefixes = templates.map((template) => channelShape(template).prefix.replace(/:$/, ''));
    const certain = !reply.to.item.includes(':') && !prefixes.includes(reply.to.item.toLowerCase().trim());
    if (reply.fit === 'answer')
      return certain || reply.to.command.name === subscribe
        ? broken(`${quote(reply.to.item)} was taken for a channel`)
        : undefined;
    return certain
      ? judge(reply.kind === undefined || reply.kind === promise.malformed, () => `refused as ${reply.kind}`)
      : held;
  });

  const own = kit.ownChannel('⟨user1⟩');
  const requirements: Readonly<Record<string, Requirement>> = {
    ...Object.fromEntries(templates.flatMap(perTemplate)),
    'what-does-not-exist': {
      applies: Object.values(promise.channels).some(({ exists }) => exists !== undefined),
      level: 'MUST',
      statement: 'A channel of something that does not exist is refused to everybody.',
      source,
      needs: ['token'],
      given: fc.constant(everybody(templates.filter((template) => promise.channels[template]?.exists !== undefined))),
      check: nonexistent,
    },
    'no-existence-oracle': {
      applies: Object.values(promise.channels).some(({ exists }) => exists !== undefined),
      level: 'MUST',
      statement: 'What does not exist is refused in the same words as what belongs to somebody else.',
      source,
      needs: ['token', 'publish'],
      given: fc.constant(everybody(templates.filter((template) => promise.channels[template]?.exists !== undefined))),
      check: alike,
    },
    'one-by-one': {
      level: 'MUST',
      statement: 'One refused channel does not touch the others of its command.',
      source,
      needs: ['token'],
      given: fc.constant(
        plan(
          kit.connect('a'),
          kit.subscribe('a', kit.ownChannel('⟨user2⟩'), own),
          kit.settle(),
          kit.unsubscribe('a', own),
          kit.subscribe('a', own, 'invalid-channel', kit.ownChannel('⟨user2⟩')),
          kit.settle(),
        ),
      ),
      check: oneByOne,
    },
    'malformed-channel': {
      level: 'MUST',
      statement: 'A badly formed channel is refused, in subscribe and in unsubscribe.',
      source,
      needs: ['token'],
      given: fc.constant(
        plan(
          kit.connect('a'),
          kit.subscribe('a', 'invalid-channel'),
          kit.unsubscribe('a', 'invalid-channel'),
          kit.subscribe('a', own, 'nonsense'),
          kit.settle(),
        ),
      ),
      check: malformed,
    },
    'silent-after-refusal': {
      level: 'MUST',
      statement: 'A refused channel brings no event.',
      source,
      needs: ['token', 'publish'],
      given: fc.constant(
        (() => {
          const story = kit.story();
          const births = machinesInOrder(protocol)
            .slice(0, 1)
            .flatMap((machine) => life(story, machine, 1));
          return plan(
            kit.connect('a'),
            kit.connect('c', symbol('user', 3)),
            kit.subscribe('a', own),
            kit.subscribe('c', own),
            kit.settle(),
            ...births,
            kit.settle(),
          );
        })(),
      ),
      check: absence(
        ({ connection, channels }) =>
          channels.some((channel) => connection.refused.has(channel)) &&
          !channels.some((channel) => connection.former.has(channel)),
        'a refused channel',
      ),
    },
  };

  return {
    paragraph:
      'Whether a channel may be subscribed to is asked at every subscribe, for each channel by itself. An id that does not exist is refused like one that belongs to somebody else, ' +
      'word for word, so that nobody learns what exists. Ids compare exactly: case, prefixes and separators matter.',
    requirements,
    faults: {
      'checks-once': {
        story: 'The right to a channel is looked at only the first time anybody asks for it.',
        breaks: Object.entries(promise.channels).flatMap(([template, right]) =>
          right.exists !== undefined && right.users ? [`${named(template)}-refused`] : [],
        ),
        disturbs: ['rights/*', 'delivery/*'],
        decide: {
          may: (original) => {
            const granted = new Set<string>();
            return (
              user: string,
              held: readonly string[],
              channel: { readonly of: string; readonly id: string },
              ...rest: readonly unknown[]
            ) => {
              const key = JSON.stringify(channel);
              const allowed = granted.has(key) || original(user, held, channel, ...rest);
              if (allowed) granted.add(key);
              return allowed;
            };
          },
        },
      },
      'begins-with': {
        story: "A user may watch every channel whose owner's id begins with the user's own.",
        breaks: [
          ...new Set(
            templates
              .filter((template) =>
                promise.channels[template]?.users?.includes(`{${channelShape(template).parameter}}`),
              )
              .map((template) => `${named(template)}-refused`),
          ),
        ],
        disturbs: ['rights/*', 'delivery/*'],
        decide: {
          may:
            (original) =>
            (user: string, held: readonly string[], channel: { readonly id: string }, ...rest: readonly unknown[]) =>
              original(user, held, channel, ...rest) || channel.id.startsWith(user),
        },
      },
      'knows-what-exists': {
        story: 'What does not exist is refused in other words than what belongs to somebody else.',
        breaks: ['no-existence-oracle'],
        disturbs: ['errors/text', 'rights/*'],
        decide: {
          explain:
            (original) =>
            (
              trouble: string,
              item: string | undefined,
              world: Readonly<Record<string, ReadonlyMap<string, unknown>>>,
            ) => {
              const said = original(trouble, item, world) as Readonly<Record<string, unknown>>;
              if (trouble !== promise.refusal || item === undefined) return said;
              const [kind = '', ...id] = item.split(':');
              return world[kind] !== undefined && !world[kind].has(id.join(':'))
                ? { ...said, message: `Not found: ${item}` }
                : said;
            },
        },
      },
      'all-or-nothing': {
        story: 'One refused channel takes the rest of its command with it.',
        breaks: ['one-by-one'],
        disturbs: ['rights/*', 'replies/*', 'delivery/*', 'errors/text'],
        decide: {
          rulings: (original) => (command: unknown, rulings: readonly { readonly refusal?: string }[]) => {
            const ruled = original(command, rulings) as typeof rulings;
            const refusal = ruled.find((ruling) => ruling.refusal !== undefined)?.refusal;
            return refusal === undefined ? ruled : ruled.map((ruling) => ({ ...ruling, refusal }));
          },
        },
      },
    },
  };
});
