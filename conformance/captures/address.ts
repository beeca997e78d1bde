/** What an address tells of a connection: its parameters, without those by which clients show who they are. */

/** Parameters of these names show tokens, whatever the protocol. */
const TOKEN = /token$/iu;

/** The parameters of an address that may set a filter; undefined where it is no address. `hidden` are names that set none. */
export const queryOf = (
  address: string | URL,
  hidden: readonly string[] = [],
): Readonly<Record<string, string>> | undefined => {
  if (typeof address === 'string' && !URL.canParse(address)) return undefined;
  const parameters = [...new URL(address).searchParams];
  return Object.fromEntries(parameters.filter(([name]) => !TOKEN.test(name) && !hidden.includes(name)));
};

/** What clients show in an address of who they are: the values of these parameters, and of all that are called tokens. */
export const secretsOf = (address: string | URL, shown: readonly string[] = []): readonly string[] =>
  [...new URL(address).searchParams].flatMap(([name, value]) =>
    value !== '' && (TOKEN.test(name) || shown.includes(name)) ? [value] : [],
  );
