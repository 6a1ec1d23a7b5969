package driftreport

// What scripts of the tests ask.
const (
	// rowsOf are the tenants of the matrix, in the order in which they stand.
	rowsOf = `[...document.querySelectorAll("#matrix tbody th")].map((cell) => cell.textContent.split(" ")[0])`
	// sorts are the columns' aria-sort.
	sorts = `[...document.querySelectorAll("#matrix thead th")].map((head) => head.getAttribute("aria-sort") || "")`
	// focused is the text of what has the focus, with whether that can be seen.
	focused = `document.activeElement.textContent.trim() + "|" + (getComputedStyle(document.activeElement).outlineStyle !== "none")`
	// tooWide are the elements that reach out of the window, other than within a box that scrolls.
	tooWide = `[...document.body.querySelectorAll("*")].filter((e) => !e.closest(".scroll, .hidden, .skip") && e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 80))`
	// faint are the texts whose contrast is below 4.5, computed as WCAG 2.2 does (1.4.3).
	faint = `(() => {
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const background = (element) => {
    for (; element; element = element.parentElement) {
      const color = numbers(getComputedStyle(element).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
      if (color[3] !== 0) return [128, 128, 128];
    }
    return [128, 128, 128];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const out = [];
  let texts = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    texts++;
    const pair = [luminance(numbers(getComputedStyle(element).color)), luminance(background(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) out.push(walker.currentNode.data.trim().slice(0, 40) + " " + ratio.toFixed(2));
  }
  if (texts < 50) out.push("only " + texts + " texts");
  return out;
})()`
)
