/** The events of a governance proposal: created, voted on by the signers, approved, executed. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Id, Text } from '../types.ts';
import { happened, Status } from './fields.ts';

const proposal = {
  proposalId: Id('The proposal this is about; every event of the proposal carries the same id.'),
};

const created = {
  proposalId: 'uuid',
  title: 'Lower the escrow fee',
  status: 'pending',
  timestamp: '2025-11-05T12:00:00Z',
} as const;
const voted = {
  proposalId: 'uuid',
  voterDid: 'did:rangkai:...',
  approve: true,
  timestamp: '2025-11-05T17:00:00Z',
};
const approved = { proposalId: 'uuid', status: 'approved', timestamp: '2025-11-06T17:00:00Z' } as const;
const executed = { proposalId: 'uuid', status: 'executed', timestamp: '2025-11-07T09:00:00Z' } as const;

/** Every event of a proposal, by name. */
export const proposals = {
  'proposal.created': message(
    'Somebody has put a proposal to the signers.',
    Type.Object({
      ...proposal,
      title: Text('What is proposed, in one line for people.'),
      status: Status('pending', 'The signers can vote.'),
      proposerDid: Type.Optional(Id('The DID of the user who proposes it.')),
      ...happened,
    }),
    {
      examples: [created, { ...created, proposalId: 'proposal-3', proposerDid: 'did:rangkai:signer-1' }],
      invalid: [
        { body: { ...created, title: '' }, at: '/title', keyword: 'minLength' },
        { body: { ...created, status: 'open' }, at: '/status', keyword: 'const' },
      ],
    },
  ),
  'proposal.voted': message(
    'A signer has voted on a proposal.',
    Type.Object({
      ...proposal,
      voterDid: Id('The DID of the signer who votes.'),
      approve: Type.Boolean({ description: 'True for the proposal, false against it.' }),
      ...happened,
    }),
    {
      examples: [voted, { ...voted, proposalId: 'proposal-3', voterDid: 'did:rangkai:signer-2', approve: false }],
      invalid: [
        { body: { ...voted, approve: 'yes' }, at: '/approve', keyword: 'type' },
        { body: { proposalId: 'uuid', approve: true }, at: '', keyword: 'required' },
      ],
    },
  ),
  'proposal.approved': message(
    'A proposal has found its quorum; it can be carried out.',
    Type.Object({ ...proposal, status: Status('approved', 'The signers have agreed.'), ...happened }),
    {
      examples: [approved, { ...approved, proposalId: 'proposal-3' }],
      invalid: [
        { body: { ...approved, status: 'executed' }, at: '/status', keyword: 'const' },
        { body: { ...approved, timestamp: '2025-11-06T17:00:00' }, at: '/timestamp', keyword: 'pattern' },
      ],
    },
  ),
  'proposal.executed': message(
    'An approved proposal has been carried out. Nothing follows it.',
    Type.Object({ ...proposal, status: Status('executed', 'What was proposed is in force.'), ...happened }),
    {
      examples: [executed, { ...executed, proposalId: 'proposal-3' }],
      invalid: [
        { body: { ...executed, proposalId: 3 }, at: '/proposalId', keyword: 'type' },
        { body: { ...executed, status: 'approved' }, at: '/status', keyword: 'const' },
      ],
    },
  ),
};
