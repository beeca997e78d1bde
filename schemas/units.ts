/** Durations and sizes with their unit in the constructor's name; the values are milliseconds and bytes. */

/** A number of seconds, in milliseconds. */
export const seconds = (n: number): number => n * 1000;

/** A number of minutes, in milliseconds. */
export const minutes = (n: number): number => n * 60_000;

/** A number of kibibytes, in bytes. */
export const kibibytes = (n: number): number => n * 1024;
