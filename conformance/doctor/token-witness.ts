/** Shows tokens to the server: whom it lets in, and what that opens. */
import { createKit } from '../plans/kit.ts';
import { endWords } from '../promises/ending-words.ts';
import { channelShape } from '../scene/pointer.ts';
import { type Bench, type Outcome, skipped, SOUND } from './check.ts';
import { issue } from './issue.ts';
import { publishing, tell } from './samples.ts';
import { endInWords, greeting, userIn, type Witness } from './witness.ts';

type Skipped = Extract<Outcome, { status: 'skipped' }>;

const skip = (because: string): Skipped => ({ status: 'skipped', because });

/** The token with which somebody connects; nothing, in protocols without credentials. */
const tokenFor = async (
  bench: Bench,
  subject: string,
  roles?: readonly string[],
): Promise<string | undefined | Skipped> => {
  if (!bench.protocol.promises.credentials) return undefined;
  const issued = await issue(bench, { subject, ...(roles && { roles }) });
  return 'token' in issued ? issued.token : skip('doctor/token/hands-out does not hold');
};

/** A witness that was greeted or, where nobody is, answered; or why there is none. */
export const admit = async (bench: Bench, subject: string, roles?: readonly string[]): Promise<Witness | Skipped> => {
  const token = await tokenFor(bench, subject, roles);
  if (typeof token === 'object') return token;
  const witness = bench.enter?.(token);
  if (!witness) return skip('no WebSocket URL was given');
  const { handshake, replies, credentials } = bench.protocol.promises;
  if (handshake ? await greeting(witness, bench.protocol) : !replies || (await witness.fence()) !== undefined)
    return witness;
  witness.leave();
  const more = credentials ? 'doctor/token/lets-in tells more' : 'look at the server first';
  return skip(`the witness was not ${handshake ? 'greeted' : 'answered'} (${endInWords(witness.ended())}): ${more}`);
};

const ASKED = 'a connection with a new token for';

/** Whether a token opens the door. */
export const letsIn = async (bench: Bench): Promise<Outcome> => {
  const { protocol, naming, enter } = bench;
  if (!protocol.promises.credentials || !protocol.promises.handshake) return skipped('the protocol asks for no token');
  const subject = naming()('⟨user1⟩');
  const issued = await issue(bench, { subject });
  if (!('token' in issued)) return skipped('doctor/token/hands-out does not hold');
  const witness = enter?.(issued.token);
  if (!witness) return skipped('no WebSocket URL was given');
  const hello = await greeting(witness, protocol);
  witness.leave();
  const asked = `${ASKED} ${subject}`;
  const wanted = `${protocol.promises.handshake.greeting} for ${subject}`;
  if (!hello)
    return {
      status: 'wrong',
      asked,
      came: `no ${protocol.promises.handshake.greeting}: ${endInWords(witness.ended())}`,
      wanted,
    };
  const user = userIn(hello, protocol);
  if (protocol.promises.handshake.user === undefined || user === subject) return SOUND;
  return {
    status: 'wrong',
    asked,
    came: `${protocol.promises.handshake.greeting} for ${JSON.stringify(user) ?? 'nobody'}`,
    wanted,
  };
};

/** Ms for which a token has been expired when it is shown: far more than rounding makes of it. */
const AGO = 60_000;

/** Whether an expired token is refused, and a fresh one for the same subject is not. */
export const refusesExpired = async (bench: Bench): Promise<Outcome> => {
  const { protocol, naming, enter } = bench;
  const { credentials, handshake } = protocol.promises;
  if (!credentials || !handshake) return skipped('the protocol asks for no token');
  const subject = naming()('⟨user1⟩');
  // The twin: were it refused as well, a refusal would say nothing about expiry.
  const twin = await admit(bench, subject);
  if ('status' in twin) return twin;
  twin.leave();
  const issued = await issue(bench, { subject, expiresIn: -AGO });
  if (!('token' in issued)) return skipped('doctor/token/hands-out-expired-ones does not hold');
  const witness = enter?.(issued.token);
  if (!witness) return skipped('no WebSocket URL was given');
  await witness.until(
    () => witness.ended() !== undefined || witness.read().some(({ name }) => name === handshake.greeting),
  );
  const greeted = witness.read().some(({ name }) => name === handshake.greeting);
  const ended = witness.ended();
  witness.leave();
  if (!greeted && ended) return SOUND;
  return {
    ...{ status: 'wrong', asked: `a connection with a token for ${subject} that expired a minute ago` },
    came: greeted ? handshake.greeting : endInWords(ended),
    wanted: `no ${handshake.greeting}, and the connection ${endWords(credentials.expired ?? credentials.refusal)}`,
  };
};

/** The channel that roles alone open, and the roles. */
const byRole = ({ protocol }: Bench) =>
  Object.entries(protocol.promises.rights?.channels ?? {}).find(
    ([, right]) => right.roles && !right.users && !right.anyone,
  );

/** Whether a role opens what it is for. */
export const takesRoles = async (bench: Bench): Promise<Outcome> => {
  const { protocol, reader, naming, ask } = bench;
  const [template, right] = byRole(bench) ?? [];
  if (template === undefined || !right?.roles) return skipped('the protocol has nothing that only roles open');
  const name = naming();
  const tale = tell(protocol, reader, name);
  const { prefix } = channelShape(template);
  const birth = tale.births.find(({ channels }) => channels.some((channel) => channel.startsWith(prefix)));
  const channel = birth?.channels.find((one) => one.startsWith(prefix));
  if (!birth || channel === undefined) return skipped('nothing can be published that roles open');
  for (const sample of tale.births) {
    const came = await ask(publishing(sample));
    if (came.status !== 202) return skipped('doctor/publish/accepts-beginnings does not hold');
  }
  const subject = name('⟨user2⟩');
  const step = createKit(protocol, reader).subscribe('witness', channel);
  const witness = await admit(bench, subject, right.roles.slice(0, 1));
  if ('status' in witness) return witness;
  const before = witness.read().length;
  if (step.do === 'send') witness.send(step.frame);
  await witness.fence();
  witness.leave();
  const said = witness
    .read()
    .slice(before)
    .map((read) => read.name);
  const subscribed = protocol.promises.replies?.to[protocol.promises.delivery?.subscribe ?? '']?.answer ?? '';
  if (said.includes(subscribed)) return SOUND;
  return {
    ...{ status: 'wrong', asked: `a token with the role ${right.roles[0]}, and with it a subscription to ${channel}` },
    came: said[0] ?? `no answer: ${endInWords(witness.ended())}`,
    wanted: subscribed,
  };
};
