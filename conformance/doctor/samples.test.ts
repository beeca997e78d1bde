/** Tests of the events that the doctor publishes. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
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
