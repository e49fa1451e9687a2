for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const text = new Intl.Collator(undefined, { numeric: true }).compare;
  const order = (a, b) => a !== "" && b !== "" && !isNaN(a) && !isNaN(b) ? a - b : text(a, b);
  const value = (row, i) => row.cells[i].dataset.value ?? row.cells[i].textContent.trim();
  table.querySelectorAll("thead th").forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th[aria-sort]").forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((a, b) => order(value(a, i), value(b, i)) * (down ? -1 : 1));
      body.append(...rows);
    });
  });
}
for (const field of document.querySelectorAll("input[data-filters]")) {
  field.closest("p").hidden = false;
  const rows = [...document.getElementById(field.dataset.filters).tBodies[0].rows];
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
    }
  });
}
