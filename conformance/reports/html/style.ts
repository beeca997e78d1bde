/** How the page looks: in light and dark, on a phone, on paper. */
import { WIDEST } from './swim-lanes.ts';

const LIGHT = `
  --paper: #fcfbf8; --sheet: #fff; --ink: #1d1d1b; --soft: #62605a; --rule: #e2dfd7; --life: #d3cfc4;
  --good: #1f6f43; --bad: #b3261e; --doubtful: #855800; --mark: #fdecea; --link: #1b4f91;`;
const DARK = `
  --paper: #161613; --sheet: #1d1d1a; --ink: #ebe9e3; --soft: #a5a298; --rule: #35342f; --life: #45443e;
  --good: #7cc99a; --bad: #ff9186; --doubtful: #e3b65b; --mark: #3a1f1c; --link: #93bdf5;`;

const BASE = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { overflow-wrap: break-word; margin: 0 auto; padding: 3rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 76rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
h1, h2, h3, p, dl, dd, ul { margin: 0; }
h1, h2 { font-family: 'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, 'Noto Serif', 'DejaVu Serif', serif; font-weight: 500;
  letter-spacing: -0.015em; text-wrap: balance; }
h1 { font-size: clamp(2.2rem, 6vw, 3.6rem); line-height: 1.08; }
h2 { font-size: 1.7rem; line-height: 1.2; margin: 4rem 0 1.25rem; }
h3 { font-size: 1rem; font-weight: 600; line-height: 1.4; }
code { font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 2px; }
.aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .doubtful { color: var(--doubtful); } .aside { color: var(--soft); }
.sign { display: inline-block; min-width: 1em; font-weight: 700; text-align: center; }
.kicker, .place { color: var(--soft); font-size: 0.875rem; overflow-wrap: anywhere; }
a.place { color: var(--link); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { font-weight: inherit; text-align: left; }
thead th { color: var(--soft); font-size: 0.8125rem; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--rule); }
.scroll { overflow-x: auto; position: relative; }`;

const HEAD = `
header .lead { font-size: 1.2rem; margin: 0.9rem 0 0; max-width: 44rem; }
header .next { color: var(--soft); margin: 0.4rem 0 0; max-width: 44rem; }
.counts { display: flex; flex-wrap: wrap; gap: 0.4rem 2rem; list-style: none; padding: 0; margin: 2rem 0 0.8rem; }
.counts b { font-size: 1.5rem; font-weight: 600; margin-right: 0.35rem; font-variant-numeric: tabular-nums; }
.counts .none { color: var(--soft); }
.share { display: block; width: 100%; height: 0.5rem; border-radius: 0.25rem; overflow: hidden; background: var(--rule); }
.share .good { fill: var(--good); } .share .bad { fill: var(--bad); }
.share .doubtful { fill: var(--doubtful); } .share .aside { fill: var(--life); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem 2rem; margin-top: 2rem; }
.facts dt { color: var(--soft); font-size: 0.8125rem; }
.facts dd { overflow-wrap: anywhere; }
.notes { padding-left: 1.2rem; }
footer { margin-top: 5rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: 0.875rem; }`;

const LISTS = `
.families { width: auto; min-width: min(100%, 30rem); }
.families td { text-align: right; padding: 0.3rem 0 0.3rem 1.25rem; }
.families thead th:not(:first-child) { text-align: right; padding: 0.35rem 0 0.35rem 1.25rem; }
.families tbody th { padding: 0.3rem 0; white-space: nowrap; }
.families tbody tr + tr > * { border-top: 1px solid var(--rule); }
.narrow { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1.5rem; padding: 0.75rem 0; position: sticky; top: 0;
  z-index: 2; background: var(--paper); border-bottom: 1px solid var(--rule); }
.narrow label { color: var(--soft); font-size: 0.875rem; }
.narrow input, .narrow select { font: inherit; color: var(--ink); background: var(--sheet); border: 1px solid var(--soft);
  border-radius: 0.3rem; padding: 0.35rem 0.55rem; min-height: 2.25rem; }
.narrow input { width: min(18rem, 60vw); }
.narrow output { color: var(--soft); font-size: 0.875rem; margin-left: auto; }
.family { margin-top: 2.25rem; }
.family h3 { font-size: 1.1rem; margin-bottom: 0.35rem; }
.family h3, .requirements tr, .failure { scroll-margin-top: 5rem; }
.requirements { table-layout: fixed; }
.requirements thead th:nth-child(1) { width: 9.5rem; } .requirements thead th:nth-child(3) { width: 5.5rem; }
.requirements thead th:nth-child(4) { width: 19rem; }
.requirements tbody > tr > * { padding: 0.6rem 1rem 0.6rem 0; vertical-align: top; border-bottom: 1px solid var(--rule); }
.requirements .statement { display: block; }
.requirements code { color: var(--soft); }
.requirements .outcome, .level, .basis { font-size: 0.9rem; }
.requirements a { display: inline-block; min-height: 1.5rem; line-height: 1.5rem; }
.basis .place { display: block; font-size: 0.8125rem; }
:target { background: var(--mark); }`;

const FAILURES = `
.failure { background: var(--sheet); border: 1px solid var(--rule); border-left: 3px solid currentColor; border-radius: 0.4rem;
  padding: 1.5rem clamp(1rem, 3vw, 2rem); margin-top: 1.5rem; }
.failure > * { color: var(--ink); }
.failure h3 .sign.bad { color: var(--bad); }
.failure h3 code { font-size: 1.05rem; }
.failure > .kicker { color: var(--soft); margin: 0.15rem 0 1rem; }
.failure dl > div { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: 1rem; padding: 0.3rem 0; }
.failure dt { color: var(--soft); font-size: 0.875rem; padding-top: 0.1rem; }
.failure dd { overflow-wrap: anywhere; }
.because { font-weight: 600; }
.again { display: block; background: var(--paper); border: 1px solid var(--rule); border-radius: 0.3rem; padding: 0.6rem 0.8rem;
  user-select: all; white-space: pre-wrap; }
.story { margin-top: 1rem; }
.story > summary { cursor: pointer; color: var(--soft); font-size: 0.875rem; padding: 0.4rem 0; }
.story > .scroll { margin-top: 0.5rem; }`;

/** A cell that spans lanes keeps the life line of each: they are drawn once for each lane it spans. */
const LANES = `
.lanes { table-layout: fixed; --lane: 13rem; }
.lanes thead th { text-align: center; padding: 0.5rem; font-weight: 600; color: var(--ink); overflow-wrap: anywhere; }
.lanes thead .time { width: 6rem; text-align: right; font-weight: inherit; color: var(--soft); padding-right: 0.75rem; }
.lanes tbody th { color: var(--soft); font-size: 0.8125rem; text-align: right; vertical-align: top; padding: 0.6rem 0.75rem 0.4rem 0;
  white-space: nowrap; }
.lanes thead .time, .lanes tbody th { position: sticky; left: 0; background: var(--sheet); z-index: 1; }
.lanes td { padding: 0.5rem 0; vertical-align: top; background: linear-gradient(var(--life), var(--life)) no-repeat center / 1px 100%; }
.lanes td.step { background: repeating-linear-gradient(90deg, transparent 0, transparent calc(var(--half) - 0.5px),
  var(--life) calc(var(--half) - 0.5px), var(--life) calc(var(--half) + 0.5px), transparent calc(var(--half) + 0.5px),
  transparent calc(2 * var(--half))); }
.lanes .more { background: none; color: var(--soft); font-size: 0.875rem; padding: 0.5rem 0 0.5rem 6rem; }
.message { margin-inline: var(--half); position: relative; font-size: 0.875rem; line-height: 1.4; }
.message .label { padding: 0 0.75rem; }
.message b { font-weight: 600; overflow-wrap: anywhere; }
.message .line { height: 0; border-top: 1.5px solid var(--ink); margin: 0.25rem 0; position: relative; }
.dashed .line { border-top: 1.5px dashed var(--soft); }
.message .line::after { content: ''; position: absolute; top: -5px; border: 4.5px solid transparent; }
.rightwards .line::after { right: 0; border-left: 8px solid var(--ink); border-right: 0; }
.leftwards .line::after { left: 0; border-right: 8px solid var(--ink); border-left: 0; }
.message .body { color: var(--soft); font-size: 0.78rem; line-height: 1.4; padding: 0 0.75rem; display: block; overflow-wrap: anywhere; }
.message .body summary { cursor: pointer; }
.message .body code { font-size: 1em; }
.message .body, .message .body code { word-break: break-all; }
.message .body[open] summary { margin-bottom: 0.3rem; }
.message .body[open] summary code { display: none; }
.message .body[open] summary::after { content: 'less'; }
.still .message { margin-inline: 0.5rem; border: 1px dashed var(--soft); border-radius: 0.3rem; padding: 0.3rem 0; background: var(--sheet); }
.still .line { display: none; }
.label, .message .body { background: linear-gradient(90deg, transparent 0.6rem, var(--sheet) 0.6rem calc(100% - 0.6rem), transparent 0); }
.marked th, .marked td { box-shadow: inset 0 1px var(--bad), inset 0 -1px var(--bad); }
tr.marked { --sheet: var(--mark); background: var(--mark); }
.lanes .marked th { background: var(--mark); color: var(--bad); font-weight: 700; }
.marked .line { border-color: var(--bad); }
.marked.marked .line::after { border-left-color: var(--bad); border-right-color: var(--bad); }
.marked .rightwards .line::after { border-right-color: transparent; } .marked .leftwards .line::after { border-left-color: transparent; }
.breach { color: var(--bad); display: block; padding: 0 0.75rem; font-size: 0.8125rem; }`;

const widths = Array.from({ length: WIDEST }, (_, index) => {
  const n = index + 1;
  return `.wide-${n} { --half: ${(50 / n).toFixed(4)}%; } .of-${n} { min-width: calc(6rem + ${n} * var(--lane)); }`;
}).join('\n');

const NARROW = `
@media (max-width: 44rem) {
  body { padding-top: 1.75rem; }
  h2 { margin-top: 3rem; }
  .narrow { position: static; }
  .narrow output { margin-left: 0; }
  .requirements, .requirements tbody, .requirements tr { display: block; }
  .requirements thead { display: none; }
  .requirements tbody > tr { display: grid; grid-template-columns: 1fr auto; padding: 0.7rem 0; border-bottom: 1px solid var(--rule); }
  .requirements tbody > tr > * { border: 0; padding: 0.1rem 0; }
  .requirements tbody > tr > th, .requirements .basis { grid-column: 1 / -1; }
  .requirements tbody > tr > th { order: 1; } .requirements .basis { order: 2; color: var(--soft); }
  .failure dl > div { grid-template-columns: 1fr; gap: 0; }
  .lanes { --lane: 9.5rem; }
  .lanes thead .time { width: 4.5rem; }
}`;

const PAPER = `
@media print {
  :root { ${LIGHT} --paper: #fff; }
  html { font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  h2 { margin-top: 1.5rem; break-after: avoid; }
  h3 { break-after: avoid; }
  .narrow, .skip { display: none; }
  .scroll { overflow: visible; }
  .lanes { min-width: 0 !important; --lane: 0; }
  .lanes tr, .requirements tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }`;

/** The style sheet. */
export const STYLE = [
  `\n:root { color-scheme: light dark; ${LIGHT} }\n@media (prefers-color-scheme: dark) { :root { ${DARK} } }`,
  ...[BASE, HEAD, LISTS, FAILURES, LANES, widths, NARROW, PAPER],
  '',
].join('\n');
