/** Rights: who may subscribe to which channel, and that a refusal tells nothing about what exists. */
import fc from 'fast-check';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { rolesOf } from '../../plans/rights.ts';
import { channelFor } from '../../plans/story.ts';
import { life, machinesInOrder } from '../../plans/tour.ts';
import { channelShape } from '../../scene/pointer.ts';
import { TOKEN, TOKEN_AND_PUBLISH } from '../needs.ts';
import { rightsFaults } from './faults.ts';
import { likenessPlans } from './likeness-plans.ts';
import { grantedKey, refusedKey } from '../keys.ts';
import * as oracles from './oracles.ts';

/** The family of the `rights` promise. */
export const rights = family('rights', 'Rights', (setting) => {
  const { protocol, promise, kit } = setting;
  const source = `${protocol.id}#rights`;
  const own = kit.ownChannel('⟨user1⟩');
  const likeness = likenessPlans(setting);
  const templates = Object.keys(promise.channels);
  const ofThings = templates.filter((template) => promise.channels[template]?.exists !== undefined);
  const { opening: roles, beside, others } = rolesOf(protocol);
  const isByRole = (template: string): boolean => promise.channels[template]?.roles !== undefined;

  /** Buyer, vendor and strangers whose names are easily confused ask for everything, before and after it exists. */
  const everybody = (asked: readonly string[]): Plan => {
    const story = kit.story();
    const users = [1, 2, 3, 4, 5, 6].map((n) => symbol('user', n));
    const [first = '', second = '', , , fifth = '', sixth = ''] = users;
    const clients = users.map((user, index) => ({ client: 'abcdkl'[index] ?? 'a', user }));
    const channels = asked.flatMap((template) => {
      const { parameter } = channelShape(template);
      if (parameter === undefined) return [template];
      const kind = promise.channels[template]?.exists;
      return (kind === undefined ? [first, second, fifth, sixth] : [symbol(kind, 1), symbol(kind, 2)]).map((value) =>
        channelFor(template, value),
      );
    });
    const ask = (): readonly Step[] =>
      clients.flatMap(({ client }) => channels.map((channel) => kit.subscribe(client, channel)));
    /** Later tokens of users who have been here: one has lost its roles, one has gained them. */
    const later: readonly Step[] =
      roles.length === 0
        ? []
        : [
            kit.connect('e', first),
            kit.connect('f', second, { roles }),
            ...['e', 'f'].flatMap((client) => channels.map((channel) => kit.subscribe(client, channel))),
          ];
    /** Strangers who show other roles, and those that open something beside another. */
    const mixed = asked.some(isByRole) ? [...others, ...beside] : [];
    const strangers = mixed.flatMap((shown, index) => {
      const client = 'ghij'[index] ?? 'g';
      return [
        kit.connect(client, users[2], { roles: shown }),
        ...channels.map((channel) => kit.subscribe(client, channel)),
      ];
    });
    return plan(
      ...clients.map(({ client, user }, index) => kit.connect(client, user, index % 2 === 0 ? { roles } : {})),
      ...clients.map(({ client, user }) => kit.subscribe(client, kit.ownChannel(user))),
      ...ask(),
      kit.settle(),
      ...machinesInOrder(protocol).flatMap((machine) => life(story, machine, 1).slice(0, 1)),
      ...ask(),
      kit.settle(),
      kit.unsubscribe('a', ...channels.slice(0, 2)),
      ...ask(),
      ...later,
      ...strangers,
    );
  };

  /** One who may and one who may not ask for one channel of each sort, for what does not exist, and for a bad one. */
  const doors = (has = roles, lacks: readonly string[] = []): Plan => {
    const story = kit.story();
    const filled = (n: number) => (template: string) =>
      channelShape(template).parameter === undefined
        ? template
        : channelFor(template, symbol(promise.channels[template]?.exists ?? 'user', n));
    const [known, unknown] = [templates.map(filled(1)), ofThings.map(filled(2))];
    return plan(
      kit.connect('a', symbol('user', 1), { roles: has }),
      kit.connect('c', symbol('user', 3), lacks.length > 0 ? { roles: lacks } : {}),
      ...machinesInOrder(protocol).flatMap((machine) => life(story, machine, 1).slice(0, 1)),
      ...['a', 'c'].flatMap((client) => [...known, ...unknown].map((channel) => kit.subscribe(client, channel))),
      kit.subscribe('c', kit.ownChannel(symbol('user', 3)), own, 'invalid-channel'),
      kit.unsubscribe('c', 'invalid-channel'),
      kit.unsubscribe('c', kit.ownChannel(symbol('user', 3))),
      kit.settle(),
    );
  };
  const more = fc.constantFrom(doors(), ...beside.map((has, index) => doors(has, others[index])));

  /** A stranger asks for a user's own channel; then the first machine's thing lives its whole life. */
  const eavesdropping = (): Plan => {
    const story = kit.story();
    const lives = machinesInOrder(protocol)
      .slice(0, 1)
      .flatMap((machine) => life(story, machine, 1));
    return plan(
      kit.connect('a'),
      kit.connect('c', symbol('user', 3)),
      kit.subscribe('a', own),
      kit.subscribe('c', own),
      kit.settle(),
      ...lives,
      kit.settle(),
    );
  };

  const perTemplate = (template: string): readonly (readonly [string, Requirement])[] => {
    const right = promise.channels[template];
    const needs = right?.exists === undefined ? TOKEN : TOKEN_AND_PUBLISH;
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
      more,
      check: oracles.granted(setting, template),
    };
    const refused: Requirement = {
      applies: right?.anyone === undefined,
      level: 'MUST',
      statement: `${template} is refused to everybody else.`,
      source,
      needs,
      given,
      more,
      check: oracles.refused(setting, template),
    };
    return [
      [grantedKey(template), granted],
      [refusedKey(template), refused],
    ];
  };

  const requirements: Readonly<Record<string, Requirement>> = {
    ...Object.fromEntries(templates.flatMap(perTemplate)),
    'what-does-not-exist': {
      applies: ofThings.length > 0,
      level: 'MUST',
      statement: 'A channel of something that does not exist is refused to everybody.',
      source,
      needs: TOKEN_AND_PUBLISH,
      given: fc.constant(everybody(ofThings)),
      more,
      check: oracles.nonexistent(setting),
    },
    'no-existence-oracle': {
      applies: ofThings.length > 0,
      level: 'MUST',
      statement: 'What does not exist is refused in the same words as what belongs to somebody else.',
      source,
      needs: TOKEN_AND_PUBLISH,
      given: fc.constant(likeness.similar),
      more,
      check: oracles.alike(setting),
    },
    'one-by-one': {
      level: 'MUST',
      statement: 'One refused channel does not touch the others of its command.',
      source,
      needs: TOKEN,
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
      more,
      check: oracles.oneByOne(setting),
    },
    'malformed-channel': {
      level: 'MUST',
      statement: 'A badly formed channel is refused, in subscribe and in unsubscribe.',
      source,
      needs: TOKEN,
      given: fc.constant(
        plan(
          kit.connect('a'),
          kit.subscribe('a', 'invalid-channel'),
          kit.unsubscribe('a', 'invalid-channel'),
          kit.subscribe('a', own, 'nonsense'),
          ...likeness.misshapen.map((channel) => kit.subscribe('a', channel)),
          kit.unsubscribe('a', own),
          kit.settle(),
        ),
      ),
      more,
      check: oracles.malformed(setting),
    },
    'silent-after-refusal': {
      level: 'MUST',
      statement: 'A refused channel brings no event.',
      source,
      needs: TOKEN_AND_PUBLISH,
      given: fc.constant(eavesdropping()),
      check: oracles.silentAfterRefusal,
    },
  };

  return {
    paragraph:
      'Whether a channel may be subscribed to is asked at every subscribe, for each channel by itself. An id that does not exist is refused like one that belongs to somebody else, ' +
      'word for word, so that nobody learns what exists. Ids compare exactly: case, prefixes and separators matter.',
    requirements,
    faults: rightsFaults(setting),
  };
});
