/** What scrolls by itself can be reached by the keyboard. */
for (const wide of document.querySelectorAll('.tsd-typography table, .tsd-typography pre')) {
  if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
}
