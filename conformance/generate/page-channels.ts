/** The tables of the promises about channels: who may subscribe to them, and what goes out on them. */
import { code, listed, table } from './markdown.ts';
import type { Blocks } from './page-tables.ts';

/** `{shipment.order.buyerDid}` as the field and the thing whose field it is. */
const inWords = (template: string): readonly [field: string, thing: string] => {
  const path = template.replaceAll(/[{}]/g, '').split('.');
  return [path.at(-1) ?? '', path.slice(0, -1).reverse().join(' of the ')];
};

/** Users given by templates, those of one thing together. */
const users = (templates: readonly string[]): readonly string[] => {
  const words = templates.map(inWords);
  return [...new Set(words.map(([, thing]) => thing))].map((thing) => {
    const fields = words.filter(([, owner]) => owner === thing).map(([field]) => field);
    return thing === '' ? `that ${listed(fields)} alone` : `the ${listed(fields.map(code))} of the ${thing}`;
  });
};

export const rights: Blocks = ({ promises }) =>
  table(
    ['Channel', 'Who may subscribe'],
    Object.entries(promises.rights?.channels ?? {}).map(
      ([channel, { anyone, users: named = [], roles = [], exists }]) => [
        code(channel),
        [
          listed([
            ...(anyone ? ['anyone who is connected'] : []),
            ...users(named),
            ...roles.map((role) => `whoever holds the role ${code(role)}`),
          ]),
          ...(exists === undefined ? [] : [`once the ${exists} exists`]),
        ].join(', '),
      ],
    ),
  );

export const delivery: Blocks = ({ promises }) =>
  table(
    ['Events', 'Channels they go out on'],
    Object.entries(promises.delivery?.routes ?? {}).map(([events, channels]) => [
      code(events),
      (channels ?? []).map(code).join(', '),
    ]),
  );
