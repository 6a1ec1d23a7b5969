"use strict";
// Without this script the page is complete, and in the order of names. With it, the headers of the matrix sort.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  const announce = document.getElementById("announce");
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.rank === undefined ? cell.textContent : Number(cell.dataset.rank);
  };
  const compare = (a, b) => typeof a === "number" ? b - a : a.localeCompare(b); // the most urgent first
  const sort = (column, direction) => {
    const body = table.tBodies[0];
    const sign = direction === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    rows.sort((a, b) => sign * compare(a[0], b[0]));
    body.append(...rows.map((pair) => pair[1]));
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", direction); else head.removeAttribute("aria-sort");
      head.querySelector(".arrow").textContent = i !== column ? "↕" : direction === "ascending" ? "↑" : "↓";
    });
    announce.textContent = `Sorted by ${heads[column].querySelector(".label").textContent}, ${direction}.`;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    const label = document.createElement("span");
    const arrow = document.createElement("span");
    button.type = "button";
    label.className = "label";
    arrow.className = "arrow";
    arrow.setAttribute("aria-hidden", "true");
    arrow.textContent = "↕";
    label.append(...head.childNodes);
    button.append(label, arrow);
    head.append(button);
    button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"));
  });
}
