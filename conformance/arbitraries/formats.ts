// Arbitraries for the formats of JSON Schema that plain text would hardly ever meet.

import fc from 'fast-check';

const dates = (from: string, to: string): fc.Arbitrary<string> =>
  fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }).map((date) => date.toISOString());

const instants = fc.oneof(
  { weight: 3, arbitrary: dates('2020-01-01T00:00:00.000Z', '2035-12-31T23:59:59.999Z') },
  { weight: 1, arbitrary: dates('0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z') },
);
const seconds = instants.map((instant) => instant.replace(/\.\d+Z$/, 'Z'));
const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 9 }).map((list) => list.join(''));
const fractions = fc.tuple(seconds, digits).map(([instant, fraction]) => instant.replace('Z', `.${fraction}Z`));
const offsets = fc.constantFrom('+00:00', '-00:00', '+05:30', '-08:00', '+14:00');
const withOffset = fc.tuple(instants, offsets).map(([instant, offset]) => instant.replace('Z', offset));
const after = (instant: string, mark: string): string => instant.slice(instant.indexOf(mark) + mark.length);

const amounts = fc.integer({ min: 0, max: 999 });
const durations = fc.oneof(
  amounts.map((weeks) => `P${weeks}W`),
  amounts.map((hours) => `PT${hours}H`),
  fc.tuple(amounts, amounts, amounts).map(([days, hours, minutes]) => `P${days}DT${hours}H${minutes}M`),
);

/** Some arbitraries take a tenth of a second to make, and most protocols have no format that needs them. */
const lazily = (make: () => fc.Arbitrary<string>): fc.Arbitrary<string> => {
  let made: fc.Arbitrary<string> | undefined;
  return fc.constant(undefined).chain(() => {
    made ??= make();
    return made;
  });
};
const domains = lazily(() => fc.domain());
const urls = lazily(() => fc.webUrl({ withQueryParameters: true }));
const uris = fc.oneof(
  lazily(() => fc.webUrl({ withQueryParameters: true, withFragments: true })),
  fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
  domains.map((domain) => `wss://${domain}/ws`),
);
const paths = lazily(() => fc.webPath());
const fragments = lazily(() => fc.webFragments());
const emails = lazily(() => fc.emailAddress());
const tokens = fc.string({ minLength: 0, maxLength: 6 });
const pointers = fc
  .array(tokens, { maxLength: 4 })
  .map((list) => list.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));

const FORMATS: Readonly<Record<string, readonly fc.Arbitrary<string>[]>> = {
  'date-time': [instants, seconds, fractions, withOffset],
  'iso-date-time': [instants, seconds, fractions, withOffset],
  date: [instants.map((instant) => instant.slice(0, instant.indexOf('T')))],
  time: [instants, seconds, withOffset].map((source) => source.map((instant) => after(instant, 'T'))),
  'iso-time': [instants, seconds].map((source) => source.map((instant) => after(instant, 'T'))),
  duration: [durations],
  uuid: [fc.uuid()],
  uri: [uris],
  url: [urls],
  'uri-reference': [uris, paths],
  'uri-template': [uris, domains.map((domain) => `https://${domain}/{id}`)],
  email: [emails],
  hostname: [domains],
  ipv4: [fc.ipV4()],
  ipv6: [fc.ipV6()],
  'json-pointer': [pointers],
  'json-pointer-uri-fragment': [fragments.map((path) => `#/${path.replace(/[/?]/g, '')}`)],
  'relative-json-pointer': [fc.tuple(fc.nat({ max: 20 }), pointers).map(([up, pointer]) => `${up}${pointer}`)],
  regex: [fc.constantFrom('', '.*', '^a+$', '[a-z]{2,4}', '(x|y)?z', '\\d+\\.\\d')],
  byte: [fc.base64String()],
};

/** Arbitraries whose strings mostly have a format; none for those that are unknown or that any text has. */
export const formatted = (format: string): readonly fc.Arbitrary<string>[] =>
  Object.hasOwn(FORMATS, format) ? (FORMATS[format] ?? []) : [];
