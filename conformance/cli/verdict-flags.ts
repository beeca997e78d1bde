/** The flags of all commands that come to a verdict: where to write it, and what makes it fail. */
import type { Command } from 'commander';
import { FORMATS, reportTarget } from './flags.ts';

/** Adds them to a command. */
export const addVerdictFlags = (command: Command): Command =>
  command
    .option(
      '--report <format=file>',
      'write json=FILE, html=FILE, junit=FILE, md=FILE or badge=FILE as well; - as the FILE writes it in place of the text (repeatable)',
      reportTarget(FORMATS),
    )
    .option(
      '--known <file>',
      'requirements that are expected to fail: a JSON list, or one id a line; one that passes fails the run',
    )
    .option('--strict', 'a SHOULD that fails makes the exit code 1')
    .option('--accept-untested', 'make the exit code 0 where nothing but hooks was missing');
