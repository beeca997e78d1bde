/** The file in which the plan of a requirement's failure is kept: one for each requirement, named after it. */

/** The name within the protocol's folder; what a file system may not like is written out. */
export const keptName = (id: string): string => {
  const [, ...parts] = id.split('/');
  return `${parts.map((part) => encodeURIComponent(part).replaceAll('*', '%2A')).join('.')}.json`;
};
