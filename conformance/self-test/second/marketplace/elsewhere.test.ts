/** What others publish fits the catalog and keeps the lifecycles, as what a server sends must. */
import { expect, it } from 'vitest';
import { eventNames, happening } from './catalog.ts';
import { createElsewhere, past } from './elsewhere.ts';
import { createMarket } from './market.ts';

it('publishes every kind of event, and nothing that breaks a rule', () => {
  const market = createMarket(() => false);
  const next = createElsewhere(() => undefined);
  const all = [...past(), ...Array.from({ length: 100 }, next)];
  for (const { event, fields } of all) expect(happening({ event, payload: fields })).toEqual({ event, fields });
  expect(all.map((what) => market.happen(what, 0)?.seq)).toEqual(all.map((_, nth) => nth + 1));
  expect(eventNames.filter((name) => !all.some(({ event }) => event === name))).toEqual([]);
});

it('has things of the past that ended, and things that go on', () => {
  const market = createMarket(() => false);
  for (const what of past()) market.happen(what, 0);
  const statuses = (kind: 'listing' | 'offer') => market.since(kind, 0).items.map(({ status }) => status);
  expect(statuses('listing')).toEqual(['filled', 'cancelled', 'active', 'active']);
  expect(statuses('offer')).toEqual(['cancelled', 'accepted', 'active', 'accepted', 'active', 'active']);
});

it('is in the competitions that somebody listens to', () => {
  const next = createElsewhere(() => 'c');
  const competitions = Array.from({ length: 3 }, next).map(({ fields }) => fields['competition_id']);
  expect(competitions).toContain('c');
});
