/** What goes wrong over Socket.IO, as its client tells it: each kind of error in a shape of its own. */
import type { TransportError } from '../../schemas/server.ts';
import { whyBroken, whyRefused } from './mishaps.ts';

/** What a server has sent that cannot be read, before a connection is open and after. */
export const MISTAKEN = 'the handshake was answered wrongly';
export const BROKEN = 'the server sent what is no packet of Socket.IO';

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;

/** The HTTP status that a transport was answered with: a poll, or an upgrade. */
const statusIn = (error: unknown): number | undefined => {
  const description = member(error, 'description');
  if (typeof description === 'number') return description === 0 ? undefined : description;
  const [, status] = /Unexpected server response: (\d+)/.exec(String(member(description, 'message'))) ?? [];
  return status === undefined ? undefined : Number(status);
};

/** What went wrong beneath a transport: of an upgrade, or of a poll. */
const causeIn = (error: unknown): Error => {
  const causes = [member(member(error, 'description'), 'error'), member(member(error, 'context'), 'statusText'), error];
  return causes.find((cause) => cause instanceof Error) ?? new Error(String(error));
};

/** Engine.IO's word for bytes that it cannot read. */
const isUnreadable = (cause: Error): boolean => cause.message === 'server error';

/** Why a connection never opened. */
export const whyNot = (error: unknown): { readonly status?: number; readonly because: string } => {
  const status = statusIn(error);
  if (status !== undefined) return { status, because: `the handshake was answered with HTTP ${status}` };
  const cause = causeIn(error);
  return { because: isUnreadable(cause) ? MISTAKEN : whyRefused(cause) };
};

const broken = (reason: string, details: unknown): string | undefined => {
  if (reason === 'ping timeout') return 'the server sent no ping in time';
  if (reason === 'parse error') return BROKEN;
  if (reason !== 'transport error') return undefined;
  const cause = causeIn(details);
  return isUnreadable(cause) ? BROKEN : whyBroken(cause);
};

/** What was wrong where a connection that was open ended; nothing, where it was merely cut. */
export const troubleIn = (reason: string, details: unknown): { readonly trouble?: string } => {
  const trouble = broken(reason, details);
  return trouble === undefined ? {} : { trouble };
};

/** The code of the close frame beneath the end of a transport. */
export const codeIn = (details: unknown): { readonly code?: number } => {
  const code = member(member(details, 'context'), 'code');
  // 1006 stands for no close frame at all, 1005 for one without a code.
  return typeof code === 'number' && code !== 1005 && code !== 1006 ? { code } : {};
};

/** What the transport itself was told. */
export const refusalIn = (data: unknown): TransportError => ({
  message: typeof data === 'string' ? data : String(member(data, 'message') ?? ''),
  data: member(data, 'data'),
});
