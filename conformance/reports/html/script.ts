/** What the page does where scripts run: it narrows the list of requirements, and unfolds everything for a printer. */

/** The script; it takes nothing from the page but what it compares, and puts nothing into it but numbers. */
export const SCRIPT = `
'use strict';
const narrow = document.getElementById('narrow');
const rows = [...document.querySelectorAll('#all tbody tr')].map((row) => ({ row, text: row.textContent.toLowerCase() }));
const families = [...document.querySelectorAll('#all .family')];
const value = (name) => narrow.querySelector('[name=' + name + ']').value;
const show = () => {
  const words = value('words').toLowerCase().split(/\\s+/);
  const outcome = value('outcome');
  const level = value('level');
  let shown = 0;
  for (const { row, text } of rows) {
    const fits =
      (outcome === '' || row.dataset.outcome === outcome) &&
      (level === '' || row.dataset.level === level) &&
      words.every((word) => text.includes(word));
    row.hidden = !fits;
    if (fits) shown++;
  }
  for (const family of families) family.hidden = family.querySelector('tbody tr:not([hidden])') === null;
  narrow.querySelector('output').textContent = shown + ' of ' + rows.length + ' shown';
};
narrow.hidden = false;
narrow.addEventListener('input', show);
show();
document.addEventListener('click', ({ target }) => {
  const link = target.closest('a[href^="#"]');
  if (!link) return;
  for (const field of narrow.querySelectorAll('input, select')) field.value = '';
  show();
});
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});
`;
