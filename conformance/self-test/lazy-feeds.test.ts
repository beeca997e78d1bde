/** Lazy servers of marketplace, prediction, telemetry and trading pass what they earn, and nothing of what their protocol is for. */
import { describe, expect, it } from 'vitest';
import { lazyFeeds } from './lazy-feeds.ts';
import { examineHere } from './servers.ts';
import { subjects } from './subjects.ts';

/** What each passes: its messages are well-formed, it answers what it answers, and its host does the rest. */
const EARNED = {
  marketplace: {
    greets: /^(messages\/(?!events).*|handshake\/first-message|closing\/(?!shutdown).*|frames\/answers-pings)$/,
    // It tells the filter that was asked for; that it is never in force is held against it elsewhere.
    confirms:
      /^(messages\/(?!events|controls).*|handshake\/.*|replies\/(PING|UNSUB|ignores-extra-fields|however-written)|errors\/(no-echo|invalid-utf-8|bystanders)|filters\/(told|known)|closing\/(?!shutdown).*|size\/.*|frames\/.*)$/,
    // Whoever refuses everything shows nothing by refusing what is wrong.
    refuses:
      /^(messages\/(?!events).*|handshake\/.*|replies\/(PING|once)|errors\/(not-json|binary|not-object|unknown-command|once|no-echo|invalid-utf-8|bystanders)|closing\/(?!shutdown).*|size\/.*|frames\/answers-pings)$/,
  },
  prediction: {
    confirms:
      /^(messages\/(?!events|controls).*|replies\/(un)?subscribe|errors\/(no-echo|invalid-utf-8|bystanders)|filters\/(known|ended)|closing\/(?!shutdown).*|size\/.*|frames\/answers-pings)$/,
    refuses:
      /^(messages\/(?!events|controls).*|replies\/answered|errors\/(not-json|binary|not-object|unknown-command|missing-field|once|no-echo|invalid-utf-8|bystanders)|closing\/(?!shutdown).*|size\/.*|frames\/answers-pings)$/,
  },
  telemetry: {
    greets:
      /^(messages\/(?!events).*|handshake\/first-message|credentials\/(accepts-good|token-secret)|closing\/(stays-open|answers-the-close)|frames\/answers-pings)$/,
    // A hundred messages are taken; that many more are is held against it elsewhere.
    confirms:
      /^(messages\/(?!events|controls).*|handshake\/.*|credentials\/(accepts-good|token-secret)|replies\/(unsubscribe|answered|ignores-extra-fields|however-written)|errors\/(no-echo|invalid-utf-8|bystanders)|filters\/known|limits\/takes|closing\/(stays-open|answers-the-close)|size\/.*|frames\/.*)$/,
    // It is not for the limit that it refuses; and whoever refuses everything shows nothing by refusing what is wrong.
    refuses:
      /^(messages\/(?!events).*|handshake\/.*|credentials\/(accepts-good|token-secret)|replies\/answered|errors\/(no-echo|bystanders)|limits\/takes|closing\/(stays-open|answers-the-close)|size\/takes|frames\/answers-pings)$/,
  },
  trading: {
    greets:
      /^(messages\/(?!events).*|handshake\/(first-message|names-the-user)|credentials\/(accepts-good|token-secret)|closing\/stays-open|frames\/answers-pings)$/,
    // Ten messages are taken; that an eleventh is, and that no state ever comes, is held against it elsewhere.
    confirms:
      /^(messages\/(?!events).*|handshake\/.*|credentials\/(accepts-good|token-secret)|replies\/(market\.(un)?subscribe|in-order|once|acknowledged)|errors\/(unknown-command|no-echo|bystanders)|delivery\/repeated-(un)?subscribe|limits\/takes|closing\/stays-open|size\/.*|frames\/answers-pings)$/,
    // Whoever refuses everything shows nothing by refusing what is wrong.
    refuses:
      /^(messages\/(?!events).*|handshake\/.*|credentials\/(accepts-good|token-secret)|replies\/answered|errors\/(code|no-echo|bystanders)|limits\/takes|closing\/stays-open|frames\/answers-pings)$/,
  },
} as const;

/** What can be seen of filters, numbers and rules where no event ever comes. */
const WITHOUT_EVENTS = {
  // Of what nobody has published a resource tells nothing.
  marketplace:
    /^(filters\/(told|known|unknown|unknown-in-address)|sequence\/epoch|recovery\/.*-(nothing-else|refuses))$/,
  // That a hook refuses what breaks a rule is seen there, and where a replay begins is told by the answer.
  prediction:
    /^(filters\/(told|known|ended|unknown|unknown-value|scoped)|books\/(enforced|unknown-book)|recovery\/(next|out-of-range|unnumbered))$/,
  telemetry: /^filters\/(known|unknown)$/,
  trading: /^$/,
} as const;

const passed = async (id: keyof typeof lazyFeeds, make: () => ReturnType<typeof lazyFeeds.marketplace.mute>) => {
  const { protocol } = subjects[id];
  const report = await examineHere(protocol, make(), { seed: 1, runs: 0, shrinking: 0 });
  expect(report.verdict).not.toBe('conformant');
  return report.requirements.filter(({ status }) => status === 'pass').map((one) => one.id.slice(id.length + 1));
};

describe.each(['marketplace', 'prediction', 'telemetry', 'trading'] as const)('%s', (id) => {
  const { mute, withholds, ...others } = lazyFeeds[id];

  it.each(Object.entries(others))('a server that %s passes what it earns', async (name, make) => {
    const may: Readonly<Record<string, RegExp>> = EARNED[id];
    const earned = await passed(id, make);
    expect(earned.length).toBeGreaterThan(0);
    expect(earned.filter((one) => !may[name]?.test(one))).toEqual([]);
  });

  it('a server that withholds its events passes nothing that they would show', async () => {
    const about = (await passed(id, withholds)).filter((name) =>
      /^(filters|sequence|recovery|books|pacing|facts)\//.test(name),
    );
    expect(about.filter((name) => !WITHOUT_EVENTS[id].test(name))).toEqual([]);
  });

  it('a server that is mute is not examined at all', async () => {
    await expect(examineHere(subjects[id].protocol, mute())).rejects.toMatchObject({ code: 'NOT_THIS_PROTOCOL' });
  });
});
