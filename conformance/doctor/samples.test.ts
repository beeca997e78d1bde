/** Tests of the events that the doctor publishes. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { protocols } from '../../schemas/index.ts';
import { envelopeOf, type Protocol } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { naming } from '../engine/names.ts';
import { type Sample, tell } from './samples.ts';

const protocol: Protocol = commerce;
const read = reader(protocol);
const { births, rest, early, misfits } = tell(protocol, read, naming('0x'));

const problems = ({ event, payload }: Sample) =>
  read.problems('event', event, read.frame('event', event, payload, { timestamp: '2026-01-01T00:00:00Z' }));
const names = (samples: readonly Sample[]) => samples.map(({ event }) => event);

describe('a tale', () => {
  it('begins each thing once, parents first, and tells every event of the catalog', () => {
    expect(names(births)).toEqual([
      'order.created',
      'proposal.created',
      'dispute.filed',
      'shipment.created',
      'rating.submitted',
    ]);
    expect(new Set(names([...births, ...rest]))).toEqual(new Set(Object.keys(protocol.events)));
  });

  it('fits the schemas, holds no symbols, and names where its events go out', () => {
    for (const sample of [...births, ...rest, ...early]) expect(problems(sample)).toEqual([]);
    expect(JSON.stringify([births, rest, early, misfits])).not.toContain('⟨');
    expect(births[0]?.channels).toEqual(['order:wp:0x', 'user:did:wp:0x', 'user:did:wp:0x:1']);
    expect(births[1]?.channels).toEqual(['proposal:wp:0x', 'global']);
  });

  it('has events that come too early, of things that nobody has begun', () => {
    expect(names(early)).toEqual([
      'order.paid',
      'proposal.voted',
      'dispute.vendor_responded',
      'shipment.tracking_updated',
      'rating.revealed',
    ]);
    expect(early[0]?.payload.orderId).toBe('wp:0x-8');
  });

  it('has payloads that do not fit, each spoilt as a sample of the catalog is', () => {
    for (const sample of misfits) expect(problems(sample)).not.toEqual([]);
    const count = births.reduce((sum, { event }) => sum + (protocol.events[event]?.invalid.length ?? 0), 0);
    expect(misfits).toHaveLength(count);
    const broken = misfits.find(({ payload }) => payload.status === 'created');
    expect(broken?.payload).toMatchObject({ orderId: 'wp:0x-9', orderNumber: 'ORD-2025-001' });
  });

  it('begins what belongs to no machine as its example is', () => {
    const { lifecycle: _, ...promises } = protocol.promises;
    const loose = tell({ ...protocol, promises }, read, naming('0x'));
    expect(names(loose.births)).toEqual(Object.keys(protocol.events));
    expect([loose.rest, loose.early]).toEqual([[], []]);
  });
});

describe.each([protocols.marketplace, protocols.prediction] as readonly Protocol[])('a tale of $id', (other) => {
  const reads = reader(other);
  const { sequence, books } = other.promises;
  const tale = tell(other, reads, naming('0x'));
  const wrongs = ({ event, payload }: Pick<Sample, 'event' | 'payload'>) => {
    const given = event === books?.delta ? { sequence_number: 1 } : {};
    const beside = Object.keys(envelopeOf(other, 'event', event).beside ?? {}).map((member) => [member, 1]);
    return reads.problems(
      'event',
      event,
      reads.frame('event', event, { ...payload, ...given }, Object.fromEntries(beside)),
    );
  };

  it('tells every event that can be published, and none that is made for one client', () => {
    const publishable = Object.keys(other.events).filter((event) => !sequence?.unnumbered?.includes(event));
    expect(new Set(names([...tale.births, ...tale.rest]))).toEqual(new Set(publishable));
  });

  it('fits the schemas without what the server gives itself, and holds no symbols', () => {
    for (const one of [...tale.births, ...tale.rest, ...tale.early, ...tale.transgressions]) {
      expect([one.event, wrongs(one)]).toEqual([one.event, []]);
      if (books?.number !== undefined) expect(one.payload).not.toHaveProperty(books.number.slice(1));
    }
    expect(JSON.stringify(tale)).not.toContain('⟨');
  });

  it('has misfits of every event, none of which a server could make fit', () => {
    for (const misfit of tale.misfits) expect(wrongs(misfit)).not.toEqual([]);
    expect(new Set(names(tale.misfits))).toEqual(new Set(names(tale.births)));
  });

  it('has what must be refused exactly where the protocol says so', () => {
    const refused = tale.transgressions.filter((one) => one.refused);
    const enforced = Object.values(other.promises.lifecycle ?? {}).some((machine) => machine.enforced);
    expect(refused.length > 0).toBe(enforced);
    if (books?.enforced) expect(refused.filter(({ event }) => event === books.delta)).toHaveLength(2);
  });
});
