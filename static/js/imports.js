// Bringing a plan in: a pasted table keeps its cells, and a file may be dropped on its field.
"use strict";

(() => {
  const KEPT = new Set(["TABLE", "THEAD", "TBODY", "TFOOT", "TR", "TD", "TH", "P", "DIV", "BR", "UL", "OL", "LI"]);
  const LOST = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "IMG", "SVG", "OBJECT", "IFRAME", "TEMPLATE"]);
  const SPANS = ["colspan", "rowspan"];

  const announce = (text) => {
    const region = document.getElementById("live-polite");
    region.textContent = "";
    window.setTimeout(() => (region.textContent = text), 50);
  };

  // Only the table's own structure goes along: no styles, pictures or hidden parts of the page it comes from.
  const plain = (node, page) => {
    if (node.nodeType === Node.TEXT_NODE) return page.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || LOST.has(node.tagName)) return null;
    const copy = KEPT.has(node.tagName) ? page.createElement(node.tagName) : page.createDocumentFragment();
    SPANS.forEach((name) => {
      if (copy.setAttribute && /^\d{1,4}$/.test(node.getAttribute(name) ?? "")) copy.setAttribute(name, node.getAttribute(name));
    });
    node.childNodes.forEach((child) => {
      const kept = plain(child, page);
      if (kept) copy.append(kept);
    });
    return copy;
  };

  // The page's own rules forbid inline styles and handlers, in what is only parsed too: they are made harmless before.
  const harmless = (html) =>
    html
      .replace(/<(\/?)style\b/gi, "<$1template")
      .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)\s*=/gi, " data-lost="));

  const tablesOf = (html) => {
    const page = new DOMParser().parseFromString(harmless(html), "text/html");
    const tables = [...page.querySelectorAll("table")].filter((table) => !table.parentElement.closest("table"));
    const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
    const columns = Math.max(0, ...tables.flatMap((table) => [...table.rows].map((row) => row.cells.length)));
    return { html: tables.map((table) => plain(table, page).outerHTML).join("\n"), rows, columns };
  };

  document.querySelectorAll("[data-paste-table]").forEach((field) => {
    const hidden = document.getElementById(field.dataset.pasteTable);
    const line = field.form.querySelector("[data-paste-result]");
    let pasted = "";
    const tell = (words) => {
      line.textContent = words;
      line.hidden = !words;
      if (words) announce(words);
    };
    field.addEventListener("paste", (event) => {
      const html = event.clipboardData?.getData("text/html") ?? "";
      const isWhole = !field.value.trim() || (field.selectionStart === 0 && field.selectionEnd === field.value.length);
      const found = isWhole && html.includes("<t") ? tablesOf(html) : { html: "", rows: 0, columns: 0 };
      window.setTimeout(() => {
        pasted = field.value;
        hidden.value = found.html;
        tell(found.rows ? `${line.dataset.words} ${found.rows} × ${found.columns}` : "");
      });
    });
    // What is written after the paste counts: then the cells are those of the text.
    field.addEventListener("input", () => {
      window.setTimeout(() => {
        if (!hidden.value || field.value === pasted) return;
        hidden.value = "";
        tell(field.value.trim() ? line.dataset.plain : "");
      });
    });
  });

  document.querySelectorAll("[data-file-drop]").forEach((area) => {
    const field = area.querySelector("input[type='file']");
    area.querySelector("[data-drop-hint]").hidden = false;
    const mark = (isOver) => area.classList.toggle("file-drop--over", isOver);
    area.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      mark(true);
    });
    area.addEventListener("dragleave", (event) => area.contains(event.relatedTarget) || mark(false));
    area.addEventListener("drop", (event) => {
      mark(false);
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      field.files = one.files;
      announce(one.files[0].name);
    });
  });
})();
