// Many figures on one page: Enter moves as in a spreadsheet, Ctrl+Enter saves, and a pasted column fills downwards.
"use strict";

(() => {
  const FIGURE = "[data-figure]";
  const NOTE = "[data-note]";

  const formOf = (element) => element?.closest?.("form[data-figures]");
  const rowsOf = (form) => [...form.querySelectorAll("[data-figure-row]")];

  // Said on the page, and announced where the page says everything else.
  const tell = (form, words) => {
    const line = form.querySelector("[data-paste-result]");
    line.textContent = words;
    line.hidden = false;
    const region = document.getElementById("live-polite");
    region.textContent = "";
    window.setTimeout(() => (region.textContent = words), 50);
  };

  const showHint = () => document.querySelectorAll("[data-keys-hint]").forEach((hint) => (hint.hidden = false));
  showHint();
  document.addEventListener("htmx:afterSettle", showHint);

  // --- the keys
  const moveFrom = (field, steps) => {
    const form = formOf(field);
    const fields = [...form.querySelectorAll(FIGURE)];
    const own = field.closest("[data-figure-row]")?.querySelector(FIGURE);
    const next = fields[fields.indexOf(own) + steps];
    if (next) {
      next.focus();
      next.select();
    } else if (steps > 0) {
      form.querySelector("button[value='save']").focus();
    }
  };

  document.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (!form || event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value='save']"));
    } else if (event.target.matches("[data-figure-row] input")) {
      event.preventDefault();
      moveFrom(event.target, event.shiftKey ? -1 : 1);
    }
  });

  // --- a column from a spreadsheet: tabs between cells, line ends between rows, quotes around a cell that holds either
  const cellsOf = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let place = 0; place < text.length; place += 1) {
      const row = rows.at(-1);
      const letter = text[place];
      if (quoted) {
        if (letter !== '"') row[row.length - 1] += letter;
        else if (text[place + 1] === '"') row[row.length - 1] += text[(place += 1)];
        else quoted = false;
      } else if (letter === '"' && row.at(-1) === "") quoted = true;
      else if (letter === "\t") row.push("");
      else if (letter === "\n") rows.push([""]);
      else row[row.length - 1] += letter;
    }
    const tidy = rows.map((row) => row.map((cell) => cell.split(/\s+/).join(" ").trim()));
    while (tidy.length && tidy.at(-1).every((cell) => !cell)) tidy.pop();
    return tidy;
  };

  const put = (field, words) => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("paste", (event) => {
    const form = formOf(event.target);
    if (!form || !event.target.matches(FIGURE)) return;
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n");
    const pasted = cellsOf(text);
    if (pasted.length < 2 && (pasted[0] ?? []).length < 2) return; // one cell: the browser's own paste
    event.preventDefault();
    if (pasted.some((row) => row.slice(2).some(Boolean))) return tell(form, form.dataset.tooWide);
    const rows = rowsOf(form).slice(rowsOf(form).indexOf(event.target.closest("[data-figure-row]")));
    let filled = 0;
    let left = 0;
    pasted.forEach(([figure, note = ""], number) => {
      const field = rows[number]?.querySelector(FIGURE);
      if (!figure && !note) return;
      if (!field) return void (left += 1);
      put(field, figure);
      const noteField = rows[number].querySelector(NOTE);
      if (note && noteField) put(noteField, note);
      filled += 1;
    });
    tell(form, `${form.dataset.filled} ${filled}. ${left ? `${form.dataset.left} ${left}.` : ""}`.trim());
  });
})();
