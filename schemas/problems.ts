/** What is wrong with a value, told from what a compiled validator says; no validator is imported here. */

/** One thing that is wrong with a value. */
export interface Problem {
  /** JSON pointer of the faulty value. */
  readonly at: string;
  /** The JSON Schema keyword that refuses it. */
  readonly keyword: string;
  readonly message: string;
}

/** What a compiled validator reports, as Ajv has it. */
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

const UNIONS = new Set(['oneOf', 'anyOf']);

const depth = ({ instancePath }: ValidationError): number => instancePath.split('/').length;

/** Of a union's errors the one that went deepest: it belongs to the alternative that was meant; else the union's own. */
const telling = (errors: readonly ValidationError[]): ValidationError | undefined => {
  const last = errors.at(-1);
  if (!last || !UNIONS.has(last.keyword)) return errors[0];
  return errors.reduce((best, error) => (depth(error) > depth(best) ? error : best), last);
};

const describe = ({ keyword, params, message }: ValidationError): string => {
  switch (keyword) {
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'enum':
      return `must be one of ${JSON.stringify(params['allowedValues'])}`;
    case 'oneOf':
    case 'anyOf':
      return 'must be exactly one of the alternatives';
    case 'additionalProperties':
      return `must not have the member ${JSON.stringify(params['additionalProperty'])}`;
    default:
      return message ?? `must satisfy ${keyword}`;
  }
};

/** The problem that a validator's errors come to; none without errors. */
export const problemsOf = (errors: readonly ValidationError[] | null | undefined): readonly Problem[] => {
  const error = telling(errors ?? []);
  return error ? [{ at: error.instancePath, keyword: error.keyword, message: describe(error) }] : [];
};
